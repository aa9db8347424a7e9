using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Rebalancer.Cluster;
using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Sets;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning;

/// <summary>One run of the planner: problem, replica sets, leaders, order, proof.</summary>
internal sealed class PlanBuilder
{
    private readonly PlanRequest _request;
    private readonly IProgress<string>? _progress;
    private readonly SearchBudget _budget;
    private readonly List<PlanNote> _notes = [];
    private readonly PlanningProblem _problem;
    private readonly CellGrid _grid;
    private readonly MetricsCalculator _metrics;
    private readonly ReplicaLists _before;
    private readonly Task<MeasuredState> _measuredBefore;
    private long _fewestMissing;

    public PlanBuilder(PlanRequest request, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        _request = request;
        _progress = progress;
        _budget = new(request.Options.TimeLimit, null, cancellationToken);
        Step("model");
        NativeSolver.LoadAhead();
        foreach (var warning in request.Snapshot.Warnings.Concat(request.Topology.Warnings))
        {
            _notes.Add(new(PlanNoteKind.Warning, "input", warning));
        }

        ReplacePlanner.Check(request);
        var roles = BrokerRoles.Assign(request.Snapshot, request.Roles);
        var leftAlone = new LeftAlone(request, roles);
        _problem = ProblemBuilder.Build(request, roles, leftAlone);
        leftAlone.AddNotes(_notes);
        AddCordonedNote(roles);
        _grid = CellGrid.Of(_problem);
        _metrics = new(request, _grid);
        _before = ReplicaLists.Before(_problem);

        // Beside the search: it needs nothing that the search finds. With caches of its own.
        _measuredBefore = Task.Run(() => new MetricsCalculator(request, _grid).Measure(_before));
    }

    /// <summary>The plan within the request's limits.</summary>
    public PlanOutcome Build()
    {
        if (!_request.Options.Replacements.IsEmpty)
        {
            return Replace(_before);
        }

        return Outcome(Prepare(isOnly: true).Within(_request.Options.Budget));
    }

    /// <summary>Plans within several limits of moves, from none at all to what the whole plan needs.</summary>
    /// <param name="points">How many, at least 2.</param>
    public PlanFrontier Frontier(int points)
    {
        var search = Prepare(isOnly: false);
        return new([.. new FrontierSearch(moves => Outcome(search.Within(moves))).Find(points, search.MendingMoves)]);
    }

    private PlanSearch Prepare(bool isOnly)
    {
        var aim = _request.Options.Aim;

        // The aim of leaders keeps the replica sets: a partition that no spread could hold (more replicas than live brokers) is ordered all
        // the same.
        var spreads = aim == PlanAim.Leaders ? PartitionSpreads.None(_problem) : PartitionSpreads.Best(_grid);
        var problem = _problem;

        // What no plan for this aim can have: unreachable domains, and what partitions lack that it may not touch.
        _fewestMissing = aim == PlanAim.Leaders ? _metrics.MissingDomains(_before) : _metrics.LowestMissingDomains(spreads, _before);
        if (aim != PlanAim.Leaders && spreads.Classes.Length > 0)
        {
            SpreadNotes.AddUnreachable(_request, _problem, spreads, _notes);
            if (aim == PlanAim.Repair)
            {
                problem = _problem.WithMovable(RepairPlacement.Broken(_grid, spreads));
                AddNewBrokersNote();
            }
            else
            {
                spreads = Relax(spreads);
                if (_request.Options.Force)
                {
                    _notes.Add(new(PlanNoteKind.Warning, "placed-anew", "Every selected partition is placed anew (force): topics come out "
                        + "as even as can be, and far more replicas move than balance needs."));
                }

                SpreadNotes.AddForcedLoads(_request, _problem, _grid, spreads.Classes, _notes);
            }
        }

        if (_request.Options.Solver == SolverChoice.CpSat && !PlanSearch.FitsWholeCluster(_grid.For(problem), spreads, _request.Options))
        {
            _notes.Add(new(PlanNoteKind.Warning, "solver-limit",
                "Solver \"cp-sat\" takes clusters whose partitions have up to 100,000 replica sets to choose from; this one has more and "
                    + "was planned as with \"auto\"."));
        }

        return new(_grid.For(problem), spreads, _request.Options, Step, _budget, isOnly);
    }

    private PlanOutcome Outcome(SearchResult found)
    {
        Step("report");
        var ordered = ReplicaOrder.Arrange(found.Sets.Placement, found.Leaders.LeaderSlot);
        return Outcome(found, _before, ReplicaLists.After(_before, found.Sets.Placement.Problem, ordered), _fewestMissing);
    }

    /// <summary>Old brokers' places go to new ones. Nothing else may change, so what comes of it is its own bound.</summary>
    private PlanOutcome Replace(ReplicaLists before)
    {
        Step("replacements");
        var placement = new ReplacePlanner(_request, _problem).Solve(_notes);
        var leaders = LimitedLeaders.Unchanged(placement);
        var (moves, squares) = (placement.Moves(), placement.SumOfSquares());
        var found = new SearchResult(
            new(placement, moves, moves, squares, squares, "replacement of brokers"),
            leaders.AsItsOwnBound());
        var after = ReplicaLists.After(before, placement.Problem, placement.Brokers);
        return Outcome(found, before, after, long.MaxValue);
    }

    private PlanOutcome Outcome(SearchResult found, ReplicaLists before, ReplicaLists after, long fewestMissing)
    {
        IEnumerable<PlanNote> timeLimit = !_budget.ClockDecided ? [] :
        [
            new(PlanNoteKind.Warning, PlanNote.TimeLimitCode,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The time limit of {_request.Options.TimeLimit.TotalSeconds:0.###} s was reached: this is the best plan found by ")
                + "then, and another machine may find a different one."),
        ];

        var measuring = Task.Run(() => _metrics.Measure(after));
        var changes = Changes(before, after);
        var measured = measuring.GetAwaiter().GetResult();
        return new()
        {
            Aim = _request.Options.Aim,
            Changes = changes,
            Before = _measuredBefore.GetAwaiter().GetResult().Metrics,
            After = measured.Metrics,
            Goals = Results(found, before, after, measured, fewestMissing),
            Notes = [.. _notes, .. timeLimit, .. UnknownBytes(changes)],
            Method = found.Sets.Method,
        };
    }

    /// <summary>Where sizes are not known, a limit of bytes says nothing of them.</summary>
    private IEnumerable<PlanNote> UnknownBytes(ImmutableArray<PartitionChange> changes)
    {
        if (_request.Options.Budget.Bytes is { } bytes
            && UnknownSizes.Sentence(changes, $"{DataSize.FromBytes(bytes)}") is { } sentence)
        {
            yield return new(PlanNoteKind.Warning, PlanNote.UnknownBytesCode, sentence);
        }
    }

    private GoalResults Results(
        SearchResult found, ReplicaLists before, ReplicaLists after, MeasuredState measured, long fewestMissing)
    {
        var earlier = found.Sets.Earlier;
        var missing = measured.MissingDomains;
        var fewest = earlier?.Find(Goal.Spread) is { } spread ? Math.Max(0, missing - spread.Gap) : Math.Min(missing, fewestMissing);
        var leaving = Leaving(after, _ => true);
        var leavingBound = _request.Options.Aim == PlanAim.Leaders
            ? leaving
            : Leaving(before, p => !_problem.Movable[p]) + (earlier?[Goal.Leaving].LowerBound ?? 0);
        var results = new List<GoalResult>
        {
            new(Goal.Spread, missing, fewest),
            new(Goal.Balance, found.Sets.SumOfSquares, found.Sets.SumOfSquaresLowerBound),
            new(Goal.Moves, found.Sets.Moves, found.Sets.MovesLowerBound),
            new(Goal.Leaders, found.Leaders.SumOfSquares, found.Leaders.SumOfSquaresLowerBound),
            new(Goal.LeaderChanges, found.Leaders.Changes, found.Leaders.ChangesLowerBound),
        };

        // Goals that nothing in this cluster asks for are left out.
        if (Leaving(before, _ => true) > 0)
        {
            results.Add(new(Goal.Leaving, leaving, Math.Min(leaving, leavingBound)));
        }

        if (MissingReplicas(after) is > 0 and var replicas)
        {
            results.Add(new(Goal.MissingReplicas, replicas,
                Math.Max(0, replicas - (earlier?.Find(Goal.MissingReplicas)?.Gap ?? replicas))));
        }

        if (earlier?.Find(Goal.Evenness) is { } evenness && measured.Excess is > 0 and var excess)
        {
            results.Add(new(Goal.Evenness, excess, Math.Max(0, excess - evenness.Gap)));
        }

        return new(GoalOrder.Of(_request.Options.Aim, _request.Options.Spread)
            .Select(goal => results.Find(r => r.Goal == goal)).OfType<GoalResult>());
    }

    private long MissingReplicas(ReplicaLists lists)
    {
        long count = 0;
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            count += _problem.Movable[p] ? Math.Abs(_problem.Wanted[p] - lists.Of(p).Length) : 0;
        }

        return _request.Options.Aim == PlanAim.Leaders ? 0 : count;
    }

    private long Leaving(ReplicaLists lists, Func<int, bool> partitions)
    {
        long count = 0;
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            foreach (var b in partitions(p) ? lists.Of(p) : [])
            {
                count += b < 0 || b >= _problem.BrokerCount || !_problem.MayKeep(p, b) ? 1 : 0;
            }
        }

        return count;
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

    private void AddCordonedNote(BrokerRoles roles)
    {
        var cordoned = roles.In(BrokerRole.Cordoned);
        if (cordoned.Length > 0 && _request.Options.Roles.OnlyTo is null)
        {
            _notes.Add(
                new(
                    PlanNoteKind.Warning,
                    "cordoned",
                    $"{(cordoned.Length == 1 ? "Broker" : "Brokers")} "
                        + $"{string.Join(", ", cordoned.Take(8))}{(cordoned.Length > 8 ? ", ..." : "")} cordoned: nothing new goes there, "
                        + "what is there may stay."));
        }
    }

    private void AddNewBrokersNote()
    {
        var load = Placement.Present(_problem).Loads();
        var empty = Enumerable.Range(0, load.Length).Where(b => load[b] == 0).Select(b => _problem.BrokerIds[b]).ToArray();
        if (empty.Length > 0)
        {
            _notes.Add(new(PlanNoteKind.Reason, "repair-leaves-empty",
                $"{InputText.Count(empty.Length, "broker")} "
                    + $"({string.Join(", ", empty.Take(8))}{(empty.Length > 8 ? ", ..." : "")}) held nothing; aim \"repair\" gives them "
                    + "only what must move. Aim \"balance\" fills them."));
        }
    }

    private ImmutableArray<PartitionChange> Changes(ReplicaLists before, ReplicaLists after)
    {
        var count = 0;
        for (var i = 0; i < _problem.PartitionCount; i++)
        {
            count += before.Of(i).IsSameAs(after.Of(i)) ? 0 : 1;
        }

        var changes = new PartitionChange[count];
        var (next, p) = (0, 0);
        foreach (var topic in _request.Snapshot.Topics)
        {
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                if (!before.Of(p).IsSameAs(after.Of(p)))
                {
                    changes[next++] = new(
                        new TopicPartition(topic.Name, partition.Partition),
                        partition.Replicas,
                        Ids(after.Of(p), partition.Replicas),
                        partition.Size);
                }

                p++;
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(changes);
    }

    /// <summary>Broker ids of the final order. A dead replica that stays keeps its id, and its place where nothing live takes it.</summary>
    private ImmutableArray<int> Ids(ReadOnlySpan<int> after, ImmutableArray<int> before)
    {
        var ids = new int[after.Length];
        if (Placement.CountReplicas(after) < after.Length)
        {
            FillIds(ids, after, before);
        }
        else
        {
            for (var i = 0; i < ids.Length; i++)
            {
                ids[i] = _problem.BrokerIds[after[i]];
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(ids);
    }

    private void FillIds(int[] ids, ReadOnlySpan<int> after, ImmutableArray<int> before)
    {
        var dead = before.Where(id => Array.IndexOf(_problem.BrokerIds, id) < 0).ToList();
        var moved = new List<int>();
        for (var i = 0; i < after.Length; i++)
        {
            ids[i] = after[i] >= 0 ? _problem.BrokerIds[after[i]] : i < before.Length ? before[i] : -1;
            if (after[i] < 0 && !dead.Remove(ids[i]))
            {
                moved.Add(i);
            }
        }

        for (var i = 0; i < moved.Count; i++)
        {
            ids[moved[i]] = dead[i];
        }
    }

    private void Step(string name)
    {
        _budget.ThrowIfCancelled();
        _progress?.Report(name);
    }
}
