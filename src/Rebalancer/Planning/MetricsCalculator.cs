using System.Collections.Immutable;
using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning;

/// <summary>Counts a cluster's state: violations, loads, the table of brokers.</summary>
internal sealed class MetricsCalculator
{
    private readonly PlanRequest _request;
    private readonly PlanningProblem _model;
    private readonly Dictionary<int, SpreadClass> _spreads;

    /// <param name="request">For names.</param>
    /// <param name="model">The cluster.</param>
    /// <param name="grid">Cells by domains.</param>
    public MetricsCalculator(PlanRequest request, PlanningProblem model, CellGrid grid)
    {
        _request = request;
        _model = model;
        _spreads = [];
        for (var p = 0; p < model.PartitionCount; p++)
        {
            var r = model.ReplicationFactor(p);
            if (model.Counted[p] && r <= model.BrokerCount && !_spreads.ContainsKey(r))
            {
                _spreads[r] = SpreadSolver.Solve(grid, r, 0);
            }
        }
    }

    /// <summary>Missing distinct domains that no plan can avoid: unreachable ones, and those of partitions that may not move.</summary>
    /// <param name="spreads">The best reachable spread of each movable partition.</param>
    public long LowestMissingDomains(PartitionSpreads spreads)
    {
        long sum = 0;
        var count = new DomainCount(_model);
        for (var p = 0; p < _model.PartitionCount; p++)
        {
            if (_model.Counted[p])
            {
                sum += spreads.ClassOf[p] >= 0 ? spreads.Of(p).MissingDomains : count.Missing(p, _model.Replicas);
            }
        }

        return sum;
    }

    /// <summary>The best reachable spread of a replication factor; null where it is above the number of live brokers.</summary>
    public SpreadClass? SpreadOf(int replicationFactor) => _spreads.GetValueOrDefault(replicationFactor);

    /// <summary>Missing distinct domains over all counted partitions, the unreachable ones included.</summary>
    public long MissingDomains(int[] ordered)
    {
        long sum = 0;
        var count = new DomainCount(_model);
        for (var p = 0; p < _model.PartitionCount; p++)
        {
            if (_model.Counted[p])
            {
                sum += count.Missing(p, ordered);
            }
        }

        return sum;
    }

    /// <summary>The metrics of a state given as the broker index of each slot in preference order.</summary>
    public PlanMetrics Compute(int[] ordered)
    {
        var replicas = new int[_model.BrokerCount];
        var leaders = new int[_model.BrokerCount];
        var bytes = new long[_model.BrokerCount];
        var dead = CountLoads(ordered, replicas, leaders, bytes);
        var (dimensions, violating) = CountViolations(ordered);
        var hosts = _request.Snapshot.Brokers.ToDictionary(b => b.Id, b => b.Host);
        var domains = _request.Topology.Brokers.ToDictionary(b => b.BrokerId, b => b.Domains);
        var none = ImmutableArray.Create(new string?[_model.DimensionCount]);
        return new()
        {
            Dimensions = dimensions,
            PartitionsWithAvoidableViolations = violating,
            DeadReplicas = dead,
            Replicas = new(replicas.Min(), replicas.Max()),
            ReplicaSumOfSquares = replicas.Sum(x => (long)x * x),
            Leaders = new(leaders.Min(), leaders.Max()),
            LeaderSumOfSquares = leaders.Sum(x => (long)x * x),
            Bytes = new(bytes.Min(), bytes.Max()),
            Brokers = [.. Enumerable.Range(0, _model.BrokerCount).Select(b => new BrokerMetrics(
                _model.BrokerIds[b], hosts[_model.BrokerIds[b]], domains.GetValueOrDefault(_model.BrokerIds[b], none), replicas[b], leaders[b], bytes[b]))],
        };
    }

    private int CountLoads(int[] ordered, int[] replicas, int[] leaders, long[] bytes)
    {
        var dead = 0;
        for (var p = 0; p < _model.PartitionCount; p++)
        {
            var led = false;
            for (var slot = _model.Offsets[p]; slot < _model.Offsets[p + 1]; slot++)
            {
                var b = ordered[slot];
                if (b < 0)
                {
                    dead++;
                    continue;
                }

                replicas[b]++;
                bytes[b] += _model.Sizes[p];
                leaders[b] += led ? 0 : 1;
                led = true;
            }
        }

        return dead;
    }

    private (ImmutableArray<DimensionMetrics> Dimensions, int Violating) CountViolations(int[] ordered)
    {
        var sharing = new int[_model.DimensionCount];
        var missing = new int[_model.DimensionCount];
        var violating = 0;
        var count = new DomainCount(_model);
        for (var p = 0; p < _model.PartitionCount; p++)
        {
            if (!_model.Counted[p])
            {
                continue;
            }

            var total = count.Missing(p, ordered);
            var spread = SpreadOf(_model.ReplicationFactor(p));
            var avoidable = spread is null ? 0 : Math.Max(0, total - spread.MissingDomains);
            violating += spread is not null && count.Cost > spread.BestCost ? 1 : 0;
            for (var d = 0; d < _model.DimensionCount; d++)
            {
                sharing[d] += count.Distinct[d] < count.Live ? 1 : 0;
                missing[d] += Math.Min(avoidable, count.MissingIn(d));
            }
        }

        return ([.. _request.Topology.Dimensions.Select((dimension, d) => new DimensionMetrics(dimension.ShortName, sharing[d], missing[d]))], violating);
    }

    /// <summary>Distinct domains of one partition at a time.</summary>
    private sealed class DomainCount(PlanningProblem model)
    {
        private readonly int[][] _counts = [.. model.DomainCounts.Select(n => new int[n])];
        private int _replicationFactor;

        public int[] Distinct { get; } = new int[model.DimensionCount];

        public int Live { get; private set; }

        /// <summary>The set's cost (see <see cref="SpreadCost"/>); a dead replica counts as a missing domain of every dimension.</summary>
        public long Cost { get; private set; }

        public int MissingIn(int d) => Math.Min(_replicationFactor, model.DomainCounts[d]) - Distinct[d];

        public int Missing(int partition, int[] ordered)
        {
            var slots = ordered.AsSpan(model.Offsets[partition], model.ReplicationFactor(partition));
            _replicationFactor = slots.Length;
            Live = 0;
            foreach (var b in slots)
            {
                Live += b >= 0 ? 1 : 0;
            }

            Cost = 0;
            var missing = 0;
            for (var d = 0; d < model.DimensionCount; d++)
            {
                Distinct[d] = 0;
                var counts = _counts[d];
                foreach (var b in slots)
                {
                    if (b >= 0)
                    {
                        var ordinal = ++counts[model.Domains[d][b]];
                        Distinct[d] += ordinal == 1 ? 1 : 0;
                        Cost += SpreadCost.Unit(ordinal, slots.Length, model.DomainCounts[d]);
                    }
                }

                foreach (var b in slots)
                {
                    if (b >= 0)
                    {
                        counts[model.Domains[d][b]] = 0;
                    }
                }

                if (slots.Length <= model.DomainCounts[d])
                {
                    Cost += SpreadCost.MissingDomain * (slots.Length - Live);
                }

                missing += MissingIn(d);
            }

            return missing;
        }
    }
}
