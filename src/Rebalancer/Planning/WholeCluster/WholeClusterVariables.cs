using Google.OrTools.Sat;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>The variables of <see cref="WholeClusterModel"/>: which broker holds which movable partition, and which leads it.</summary>
internal sealed class WholeClusterVariables
{
    private readonly PlanningProblem _cluster;
    private readonly CpModel _model;
    private readonly List<int> _partitions = [];
    private readonly int[][] _brokers;
    private readonly BoolVar[][] _holds;
    private readonly BoolVar[]?[] _leads;
    private readonly int[] _sizes;
    private bool _hasLeaders;

    /// <summary>Creates the replica variables.</summary>
    /// <param name="model">The CP-SAT model.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="fixedSets">Whether every partition stays where it is and only leaders are chosen.</param>
    public WholeClusterVariables(CpModel model, PlanningProblem cluster, bool fixedSets)
    {
        _cluster = cluster;
        _model = model;
        _brokers = new int[cluster.PartitionCount][];
        _holds = new BoolVar[cluster.PartitionCount][];
        _leads = new BoolVar[cluster.PartitionCount][];
        _sizes = new int[cluster.PartitionCount];
        for (var p = 0; p < cluster.PartitionCount; p++)
        {
            if (!cluster.Movable[p] || (fixedSets && !cluster.PresentOf(p).ContainsAnyExcept(PlanningProblem.None)))
            {
                continue;
            }

            var live = Old(p).Where(b => b >= 0).Order().ToArray();
            var open = Enumerable.Range(0, cluster.BrokerCount).Where(b => live.Contains(b) ? cluster.MayKeep(p, b) : cluster.MayReceive(p, b)).ToArray();
            var brokers = fixedSets ? live : open;
            _partitions.Add(p);
            _brokers[p] = brokers;
            _holds[p] = [.. brokers.Select(_ => model.NewBoolVar(""))];
            _sizes[p] = fixedSets ? live.Length : cluster.Wanted[p];
            model.Add(LinearExpr.Sum(_holds[p]) == _sizes[p]);
            foreach (var b in Forced(p))
            {
                model.Add(_holds[p][Array.IndexOf(brokers, b)] == 1);
            }

            if (!fixedSets && cluster.InSync is not null && cluster.IsLowered(p) && cluster.InSync[p] != 0)
            {
                model.AddBoolOr(brokers.Select((b, i) => (b, i)).Where(x => IsInSync(p, x.b)).Select(x => _holds[p][x.i]));
            }
        }
    }

    /// <summary>The partitions that have variables.</summary>
    public IReadOnlyList<int> Partitions => _partitions;

    /// <summary>The brokers that may hold the partition.</summary>
    public int[] Brokers(int partition) => _brokers[partition];

    /// <summary>Whether each of <see cref="Brokers"/> holds it.</summary>
    public BoolVar[] Holds(int partition) => _holds[partition];

    /// <summary>The brokers that must hold it.</summary>
    public int[] Forced(int partition) => [.. Old(partition).Where(b => b >= 0 && _cluster.Roles[b].Keeping == Keeping.Must)];

    /// <summary>Whether a plan only uses brokers that the variables know, and enough of them.</summary>
    public bool Allow(Placement plan) =>
        _partitions.All(p => plan.Of(p).ToArray().Where(b => b >= 0).ToArray() is var set
            && set.All(_brokers[p].Contains)
            && set.Length == _sizes[p]);

    /// <summary>The sum of squares of the replicas per broker.</summary>
    public LinearExpr Balance()
    {
        var (fixedLoads, units) = Loads(p => Old(p).Where(b => b >= 0), _holds);
        return SquaresEncoding.Sum(_model, fixedLoads, units, fixedLoads.Sum(l => (long)l) + _partitions.Sum(p => (long)_sizes[p]));
    }

    /// <summary>Replicas on brokers that do not hold the partition now.</summary>
    public LinearExpr Moves()
    {
        var moves = new List<BoolVar>();
        foreach (var p in _partitions)
        {
            var old = Old(p);
            moves.AddRange(_holds[p].Where((_, i) => !old.Contains(_brokers[p][i])));
        }

        return LinearExpr.Sum(moves);
    }

    /// <summary>The sum of squares of the leaders per broker.</summary>
    public LinearExpr LeaderBalance()
    {
        AddLeaders();
        var (fixedLoads, units) = Loads(p => _cluster.CountsAsLed(p) ? Old(p).Where(b => b >= 0).Take(1) : [], _leads);
        return SquaresEncoding.Sum(_model, fixedLoads, units, fixedLoads.Sum(l => (long)l) + _partitions.Count);
    }

    /// <summary>Changes of the preferred leader.</summary>
    public LinearExpr LeaderChanges()
    {
        AddLeaders();
        var kept = new List<BoolVar>();
        foreach (var p in _partitions)
        {
            var index = Array.IndexOf(_brokers[p], Old(p)[0]);
            if (index >= 0)
            {
                kept.Add(_leads[p]![index]);
            }
        }

        return _partitions.Count - LinearExpr.Sum(kept);
    }

    /// <summary>Starts the next search from a plan.</summary>
    public void Hint(Placement plan, int[] leaderSlot)
    {
        _model.ClearHints();
        foreach (var p in _partitions)
        {
            var set = plan.Of(p);
            for (var i = 0; i < _brokers[p].Length; i++)
            {
                _model.AddHint(_holds[p][i], set.Contains(_brokers[p][i]));
                if (_hasLeaders)
                {
                    _model.AddHint(_leads[p]![i], plan.Brokers[leaderSlot[p]] == _brokers[p][i]);
                }
            }
        }
    }

    /// <summary>The replica sets of a solution: kept replicas in their old slots, new ones by index in the slots that are free.</summary>
    public Placement Read(CpSolver solver)
    {
        var placement = Placement.Present(_cluster);
        var placed = placement.Brokers;
        foreach (var p in _partitions)
        {
            var set = _brokers[p].Where((_, i) => solver.BooleanValue(_holds[p][i])).ToHashSet();
            var arrivals = new Queue<int>(set.Where(b => !Old(p).Contains(b)).Order());
            for (var slot = _cluster.Offsets[p]; slot < _cluster.Offsets[p + 1]; slot++)
            {
                if (!set.Contains(placed[slot]))
                {
                    placed[slot] = arrivals.Count > 0 ? arrivals.Dequeue() : PlanningProblem.None;
                }
            }
        }

        return placement;
    }

    private bool IsInSync(int partition, int broker) =>
        _cluster.PresentOf(partition).IndexOf(broker) is >= 0 and var i && (_cluster.InSync![partition] >> i & 1) != 0;

    private void AddLeaders()
    {
        if (_hasLeaders)
        {
            return;
        }

        _hasLeaders = true;
        foreach (var p in _partitions)
        {
            var leads = _brokers[p].Select(_ => _model.NewBoolVar("")).ToArray();
            _model.AddExactlyOne(leads);
            for (var i = 0; i < leads.Length; i++)
            {
                _model.AddImplication(leads[i], _holds[p][i]);
            }

            _leads[p] = leads;
        }
    }

    private (int[] Fixed, List<BoolVar>[] Units) Loads(Func<int, IEnumerable<int>> fixedBrokers, BoolVar[]?[] variables)
    {
        var loads = new int[_cluster.BrokerCount];
        var units = loads.Select(_ => new List<BoolVar>()).ToArray();
        for (var p = 0; p < _cluster.PartitionCount; p++)
        {
            if (variables[p] is { } own)
            {
                for (var i = 0; i < own.Length; i++)
                {
                    units[_brokers[p][i]].Add(own[i]);
                }
            }
            else
            {
                foreach (var b in fixedBrokers(p))
                {
                    loads[b]++;
                }
            }
        }

        return (loads, units);
    }

    private int[] Old(int partition) => _cluster.Present[_cluster.Offsets[partition].._cluster.Offsets[partition + 1]];
}
