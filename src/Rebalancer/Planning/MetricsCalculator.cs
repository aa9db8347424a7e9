using System.Collections.Immutable;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning;

/// <summary>Counts a cluster's state: violations, loads, the table of brokers. Not thread-safe.</summary>
internal sealed class MetricsCalculator
{
    private readonly PlanRequest _request;
    private readonly PlanningProblem _problem;
    private readonly CellGrid _grid;
    private readonly Dictionary<string, SpreadClass?> _classes = new(StringComparer.Ordinal);
    private readonly SpreadClass?[] _byFactor = new SpreadClass?[64];
    private readonly bool[] _knownFactor = new bool[64];
    private readonly Dictionary<SpreadClass, int[]> _mostDistinct = [];
    private SpreadClass? _lastSpread;
    private int[] _lastMost = [];

    /// <param name="request">For names.</param>
    /// <param name="grid">The coarsest cells.</param>
    public MetricsCalculator(PlanRequest request, CellGrid grid)
    {
        _request = request;
        _problem = grid.Problem;
        _grid = grid;
    }

    /// <summary>Missing distinct domains over all partitions that the lists count.</summary>
    /// <param name="lists">The state.</param>
    public long MissingDomains(ReplicaLists lists)
    {
        long sum = 0;
        var count = new DomainCount(_problem);
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            count.Measure(lists.Of(p));
            sum += count.Live > 0 ? count.TotalMissing : 0;
        }

        return sum;
    }

    /// <summary>Missing distinct domains that no plan can avoid: unreachable ones, and those of partitions that may not move.</summary>
    /// <param name="spreads">The best reachable spread of each movable partition.</param>
    /// <param name="lists">The state before planning.</param>
    public long LowestMissingDomains(PartitionSpreads spreads, ReplicaLists lists)
    {
        long sum = 0;
        var count = new DomainCount(_problem);
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            if (spreads.ClassOf[p] >= 0)
            {
                sum += spreads.Of(p).MissingDomains;
                continue;
            }

            count.Measure(lists.Of(p));
            sum += count.Live > 0 ? count.TotalMissing : 0;
        }

        return sum;
    }

    /// <summary>The best reachable spread of a partition with a replication factor; null where no brokers can hold it.</summary>
    public SpreadClass? SpreadOf(int partition, int replicationFactor)
    {
        if (_problem.IsPlain(partition) && replicationFactor < _byFactor.Length)
        {
            if (!_knownFactor[replicationFactor])
            {
                _knownFactor[replicationFactor] = true;
                _byFactor[replicationFactor] = SpreadSolver.Solve(_grid, new SetKind { ReplicationFactor = replicationFactor }, 0);
            }

            return _byFactor[replicationFactor];
        }

        var exact = SetKind.Of(_grid, partition).WithReplicationFactor(replicationFactor);
        var kind = exact.WithCordoned(exact.CordonedIn);
        if (!_classes.TryGetValue(kind.Key, out var spread))
        {
            _classes[kind.Key] = spread = SpreadSolver.Solve(_grid, kind, 0);
        }

        return spread;
    }

    /// <summary>The metrics of a state, and what its goals come to.</summary>
    public MeasuredState Measure(ReplicaLists lists)
    {
        var replicas = new int[_problem.LiveCount];
        var leaders = new int[_problem.LiveCount];
        var bytes = new long[_problem.LiveCount];
        var dead = CountLoads(lists, replicas, leaders, bytes);
        var judged = _problem.BrokerCount;
        var spread = MeasureSpread(lists);
        return new(
            new()
            {
                Dimensions = spread.Dimensions,
                PartitionsWithAvoidableViolations = spread.Violating,
                DeadReplicas = dead,
                DrainingReplicas = replicas.Skip(judged).Sum(),
                Replicas = new(replicas.Take(judged).Min(), replicas.Take(judged).Max()),
                ReplicaSumOfSquares = Squares.Sum(replicas.AsSpan(0, judged)),
                Leaders = new(leaders.Take(judged).Min(), leaders.Take(judged).Max()),
                LeaderSumOfSquares = Squares.Sum(leaders.AsSpan(0, judged)),
                Bytes = new(bytes.Take(judged).Min(), bytes.Take(judged).Max()),
                Brokers = Table(replicas, leaders, bytes),
            },
            spread.Missing,
            spread.Excess);
    }

    private ImmutableArray<BrokerMetrics> Table(int[] replicas, int[] leaders, long[] bytes)
    {
        var hosts = _request.Snapshot.Brokers.ToDictionary(b => b.Id, b => b.Host);
        var domains = _request.Topology.Brokers.ToDictionary(b => b.BrokerId, b => b.Domains);
        var none = ImmutableArray.Create(new string?[_problem.DimensionCount]);
        return
        [
            .. Enumerable.Range(0, _problem.LiveCount).OrderBy(b => _problem.BrokerIds[b]).Select(b => new BrokerMetrics(
                _problem.BrokerIds[b], hosts[_problem.BrokerIds[b]], domains.GetValueOrDefault(_problem.BrokerIds[b], none), replicas[b],
                leaders[b], bytes[b])
            { Role = _problem.Roles[b] }),
        ];
    }

    private int CountLoads(ReplicaLists lists, int[] replicas, int[] leaders, long[] bytes)
    {
        var dead = 0;
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            var led = false;
            foreach (var b in lists.Of(p))
            {
                if (b < 0)
                {
                    dead++;
                    continue;
                }

                replicas[b]++;
                bytes[b] += _problem.Sizes[p];
                leaders[b] += led ? 0 : 1;
                led = true;
            }
        }

        return dead;
    }

    private (ImmutableArray<DimensionMetrics> Dimensions, int Violating, long Missing, long Excess) MeasureSpread(ReplicaLists lists)
    {
        var sharing = new int[_problem.DimensionCount];
        var missing = new int[_problem.DimensionCount];
        var violating = 0;
        long totalMissing = 0;
        long totalExcess = 0;
        var count = new DomainCount(_problem);
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            var list = lists.Of(p);
            count.Measure(list);
            if (count.Live == 0)
            {
                continue;
            }

            for (var d = 0; d < sharing.Length; d++)
            {
                sharing[d] += count.Distinct[d] < count.Live ? 1 : 0;
            }

            totalMissing += count.TotalMissing;
            totalExcess += count.Excess;
            if ((count.TotalMissing > 0 || count.Excess > 0) && SpreadOf(p, list.Length) is { } spread)
            {
                violating += IsViolating(count, spread) ? 1 : 0;
                AddAvoidable(missing, count, spread);
            }
        }

        return (
            [.. _request.Topology.Dimensions.Select((dimension, d) => new DimensionMetrics(dimension.ShortName, sharing[d], missing[d]))],
            violating,
            totalMissing,
            totalExcess);
    }

    private static bool IsViolating(DomainCount count, SpreadClass spread) =>
        count.TotalMissing > spread.MissingDomains
        || (count.TotalMissing == spread.MissingDomains
            && count.Excess > spread.BestCost - (SpreadCost.MissingDomain * spread.MissingDomains));

    /// <summary>Adds the avoidable missing domains: where they could be in one dimension or another, in the first.</summary>
    private void AddAvoidable(int[] missing, DomainCount count, SpreadClass spread)
    {
        var left = Math.Max(0, count.TotalMissing - spread.MissingDomains);
        for (var d = 0; d < missing.Length && left > 0; d++)
        {
            var here = Math.Min(left, Math.Min(count.MissingIn(d), Math.Max(0, MostDistinct(spread, d) - count.Distinct[d])));
            missing[d] += here;
            left -= here;
        }
    }

    /// <summary>Distinct domains that a set of the kind has in a dimension at most.</summary>
    private int MostDistinct(SpreadClass spread, int d)
    {
        if (!ReferenceEquals(spread, _lastSpread))
        {
            if (!_mostDistinct.TryGetValue(spread, out var most))
            {
                _mostDistinct[spread] = most = MostDistinct(spread);
            }

            (_lastSpread, _lastMost) = (spread, most);
        }

        return _lastMost[d];
    }

    private int[] MostDistinct(SpreadClass spread) =>
        [.. Enumerable.Range(0, _problem.DimensionCount).Select(x => Math.Min(
            spread.ReplicationFactor,
            Enumerable.Range(0, _grid.Count).Where(c => spread.Kind.Capacity(_grid, c) > 0).Select(c => _grid.DomainOf[x][c]).Distinct()
                .Count()))];

    /// <summary>Distinct domains of one partition at a time.</summary>
    private sealed class DomainCount(PlanningProblem problem)
    {
        private readonly int[][] _counts = [.. problem.Domains.Select(d => new int[d.Max() + 1])];
        private int _replicationFactor;

        public int[] Distinct { get; } = new int[problem.DimensionCount];

        public int Live { get; private set; }

        public int TotalMissing { get; private set; }

        /// <summary>What the list costs beyond an even spread (see <see cref="SpreadCost"/>).</summary>
        public long Excess { get; private set; }

        public int MissingIn(int d) => Math.Max(0, Math.Min(_replicationFactor, problem.DomainCounts[d]) - Distinct[d]);

        public void Measure(ReadOnlySpan<int> list)
        {
            _replicationFactor = list.Length;
            Live = Placement.CountReplicas(list);
            Excess = 0;
            TotalMissing = 0;
            for (var d = 0; d < Distinct.Length; d++)
            {
                var (counts, domainOf) = (_counts[d], problem.Domains[d]);
                var distinct = 0;
                foreach (var b in list)
                {
                    if (b >= 0)
                    {
                        var ordinal = ++counts[domainOf[b]];
                        distinct += ordinal == 1 ? 1 : 0;
                        Excess += SpreadCost.ExcessUnit(ordinal, list.Length, problem.DomainCounts[d]);
                    }
                }

                foreach (var b in list)
                {
                    if (b >= 0)
                    {
                        counts[domainOf[b]] = 0;
                    }
                }

                Distinct[d] = distinct;
                TotalMissing += MissingIn(d);
            }
        }
    }
}

/// <summary>A state of the cluster, measured.</summary>
/// <param name="Metrics">What reports show.</param>
/// <param name="MissingDomains">Missing distinct domains over all partitions.</param>
/// <param name="Excess">What the partitions' sets cost beyond an even spread.</param>
internal sealed record MeasuredState(PlanMetrics Metrics, long MissingDomains, long Excess);
