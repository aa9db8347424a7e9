using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Goals;
using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Sets;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning;

/// <summary>One run of the planner: model, replica sets, leaders, order, proof.</summary>
internal sealed class PlanBuilder
{
    private readonly PlanRequest _request;
    private readonly IProgress<string>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly List<PlanNote> _notes = [];
    private readonly PlanningProblem _model;
    private readonly CellGrid _grid;
    private readonly MetricsCalculator _metrics;

    public PlanBuilder(PlanRequest request, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        _request = request;
        _progress = progress;
        _cancellationToken = cancellationToken;
        foreach (var warning in request.Snapshot.Warnings.Concat(request.Topology.Warnings))
        {
            _notes.Add(new(PlanNoteKind.Warning, "input", warning));
        }

        _model = ProblemBuilder.Build(request, _notes);
        _grid = CellGrid.ByDomains(_model);
        _metrics = new(request, _model, _grid);
    }

    public PlanOutcome Build()
    {
        var model = _model;
        // The aim of leaders keeps the replica sets: a partition that no spread could hold (more replicas than live brokers) is ordered all the same.
        var spreads = _request.Options.Aim == PlanAim.Leaders ? PartitionSpreads.None(_model) : PartitionSpreads.Best(_grid);
        // What no plan for this aim can have: unreachable domains, and what partitions lack that it may not touch.
        var fewestMissing = _request.Options.Aim == PlanAim.Leaders ? _metrics.MissingDomains(_model.Replicas) : _metrics.LowestMissingDomains(spreads);
        if (_request.Options.Aim != PlanAim.Leaders && spreads.Classes.Length > 0)
        {
            SpreadNotes.AddUnreachable(_request, _model, _metrics, _notes);
            if (_request.Options.Aim == PlanAim.Repair)
            {
                model = _model.WithMovable(RepairPlacement.Broken(_grid, spreads));
                AddNewBrokersNote();
            }
            else
            {
                spreads = Relax(spreads);
                if (_request.Options.Force)
                {
                    _notes.Add(new(PlanNoteKind.Warning, "placed-anew", "Every selected partition is placed anew (force): topics come out as even as can be, and far more replicas move than balance needs."));
                }

                SpreadNotes.AddForcedLoads(_request, _model, _grid, spreads.Classes, _notes);
            }
        }

        if (_request.Options.Solver == SolverChoice.CpSat && !PlanSearch.FitsWholeCluster(model))
        {
            _notes.Add(new(PlanNoteKind.Warning, "solver-limit", "Solver \"cp-sat\" takes up to 16,000 partitions x brokers; this cluster has more and was planned as with \"auto\"."));
        }

        var grid = ReferenceEquals(model, _model) ? _grid : CellGrid.ByDomains(model);
        var found = PlanSearch.Solve(model, grid, spreads, _request.Options, Step, _cancellationToken);
        Step("report");
        return Outcome(found, ReplicaOrder.Arrange(model, found.Placement.Placed, found.Leaders.LeaderSlot), fewestMissing);
    }

    private PlanOutcome Outcome(SearchResult found, int[] ordered, long fewestMissing) => new()
    {
        Aim = _request.Options.Aim,
        Changes = Changes(ordered),
        Before = _metrics.Compute(_model.Replicas),
        After = _metrics.Compute(ordered),
        Goals = Results(found, ordered, fewestMissing),
        Notes = [.. _notes],
        Method = found.Placement.Method,
    };

    private GoalResults Results(SearchResult found, int[] ordered, long fewestMissing)
    {
        GoalResult[] results =
        [
            new(Goal.Spread, _metrics.MissingDomains(ordered), fewestMissing),
            new(Goal.Balance, found.Placement.SumOfSquares, found.Placement.SumOfSquaresLowerBound),
            new(Goal.Moves, found.Placement.Moves, found.Placement.MovesLowerBound),
            new(Goal.Leaders, found.Leaders.SumOfSquares, found.Leaders.SumOfSquaresLowerBound),
            new(Goal.LeaderChanges, found.Leaders.Changes, found.Leaders.ChangesLowerBound),
        ];
        return new(GoalOrder.Of(_request.Options.Aim, _request.Options.Spread).Select(goal => results.Single(r => r.Goal == goal)));
    }

    private PartitionSpreads Relax(PartitionSpreads spreads)
    {
        if (_request.Options.Spread == SpreadPolicy.Required)
        {
            return spreads;
        }

        (spreads, var relaxed) = PreferredSpread.Relax(_grid, spreads);
        SpreadNotes.AddRelaxed(relaxed, _notes);
        return spreads;
    }

    private void AddNewBrokersNote()
    {
        var load = PlacementLoads.Replicas(_model, _model.Replicas);
        var empty = Enumerable.Range(0, load.Length).Where(b => load[b] == 0).Select(b => _model.BrokerIds[b]).ToArray();
        if (empty.Length > 0)
        {
            _notes.Add(new(PlanNoteKind.Reason, "repair-leaves-empty",
                $"{empty.Length} broker{(empty.Length == 1 ? "" : "s")} ({string.Join(", ", empty.Take(8))}{(empty.Length > 8 ? ", ..." : "")}) held nothing; aim \"repair\" gives them only what must move. Aim \"balance\" fills them."));
        }
    }

    private ImmutableArray<PartitionChange> Changes(int[] ordered)
    {
        var changes = ImmutableArray.CreateBuilder<PartitionChange>();
        var p = 0;
        foreach (var topic in _request.Snapshot.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                if (_model.Movable[p] && IsChanged(p, ordered))
                {
                    changes.Add(new(new TopicPartition(topic.Name, partition.Partition), partition.Replicas, After(p, ordered, partition.Replicas), partition.SizeBytes));
                }

                p++;
            }
        }

        return changes.DrainToImmutable();
    }

    private bool IsChanged(int p, int[] ordered)
    {
        var r = _model.ReplicationFactor(p);
        return !ordered.AsSpan(_model.Offsets[p], r).SequenceEqual(_model.Replicas.AsSpan(_model.Offsets[p], r));
    }

    /// <summary>Broker ids of the final order; a dead replica that stays keeps its id.</summary>
    private ImmutableArray<int> After(int p, int[] ordered, ImmutableArray<int> before)
    {
        var start = _model.Offsets[p];
        var deadIds = new Queue<int>();
        for (var i = 0; i < before.Length; i++)
        {
            if (_model.Replicas[start + i] < 0)
            {
                deadIds.Enqueue(before[i]);
            }
        }

        var after = ImmutableArray.CreateBuilder<int>(before.Length);
        for (var i = 0; i < before.Length; i++)
        {
            after.Add(ordered[start + i] < 0 ? deadIds.Dequeue() : _model.BrokerIds[ordered[start + i]]);
        }

        return after.MoveToImmutable();
    }

    private void Step(string name)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        _progress?.Report(name);
    }
}
