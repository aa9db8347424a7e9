using System.Collections.Immutable;
using Rebalancer.Planning;

namespace Rebalancer.Verification;

/// <summary>Adds partitions up to the metrics of a cluster's state.</summary>
internal sealed class StateTally
{
    private readonly VerifiedCluster _cluster;
    private readonly int[] _replicas;
    private readonly int[] _leaders;
    private readonly long[] _bytes;
    private readonly int[] _sharing;
    private readonly int[] _missing;
    private int _violated;
    private int _dead;

    /// <summary>Starts at nothing.</summary>
    public StateTally(VerifiedCluster cluster)
    {
        _cluster = cluster;
        _replicas = new int[cluster.Brokers.Length];
        _leaders = new int[cluster.Brokers.Length];
        _bytes = new long[cluster.Brokers.Length];
        _sharing = new int[cluster.Dimensions.Length];
        _missing = new int[cluster.Dimensions.Length];
    }

    /// <summary>Partitions that are as distinct as can be but less even than can be.</summary>
    public int UnevenPartitions { get; private set; }

    /// <summary>Adds a partition, whose spread has just been measured.</summary>
    public void Add(ReadOnlySpan<int> replicas, long bytes, PartitionSpread spread)
    {
        _dead += replicas.Length - spread.Live;
        var leads = true;
        foreach (var id in replicas)
        {
            if (_cluster.IndexOf(id) is >= 0 and var b)
            {
                _replicas[b]++;
                _bytes[b] += bytes;
                _leaders[b] += leads ? 1 : 0;
                leads = false;
            }
        }

        for (var d = 0; d < _missing.Length; d++)
        {
            _missing[d] += spread.Missing[d];
            _sharing[d] += spread.Shares[d] ? 1 : 0;
        }

        _violated += spread.TotalMissing > 0 || spread.AvoidableExcess > 0 ? 1 : 0;
        UnevenPartitions += spread.AvoidableExcess > 0 ? 1 : 0;
    }

    /// <summary>The metrics.</summary>
    public PlanMetrics ToMetrics() => new()
    {
        Dimensions = [.. _cluster.Dimensions.Select((dimension, d) => new DimensionMetrics(dimension.ShortName, _sharing[d], _missing[d]))],
        PartitionsWithAvoidableViolations = _violated,
        DeadReplicas = _dead,
        Replicas = Range(_replicas.Select(r => (long)r)),
        ReplicaSumOfSquares = _replicas.Sum(r => (long)r * r),
        Leaders = Range(_leaders.Select(l => (long)l)),
        LeaderSumOfSquares = _leaders.Sum(l => (long)l * l),
        Bytes = Range(_bytes),
        Brokers = [.. _cluster.Brokers.Select(
            (broker, b) => new BrokerMetrics(broker.Id, broker.Host, _cluster.DomainNames[b], _replicas[b], _leaders[b], _bytes[b]))],
    };

    private static LoadRange Range(IEnumerable<long> values)
    {
        var all = values.ToImmutableArray();
        return all.IsEmpty ? default : new LoadRange(all.Min(), all.Max());
    }
}
