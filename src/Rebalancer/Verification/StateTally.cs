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
    private int _outside;

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

    /// <summary>Distinct domains that partitions with a live replica lack, avoidable or not.</summary>
    public long Lacking { get; private set; }

    /// <summary>Cost beyond an even spread, avoidable or not.</summary>
    public long Excess { get; private set; }

    /// <summary>Replicas on dead and draining brokers, and outside the broker sets of their topics.</summary>
    public long Leaving => _dead + Draining + _outside;

    private int Draining => Enumerable.Range(0, _replicas.Length).Where(b => !_cluster.Stays(b)).Sum(b => _replicas[b]);

    /// <summary>Adds a partition.</summary>
    /// <param name="replicaCount">Replicas in its list.</param>
    /// <param name="bytes">Bytes of one of them.</param>
    /// <param name="spread">The spread of the list, which has just been measured.</param>
    public void Add(int replicaCount, long bytes, PartitionSpread spread)
    {
        _dead += replicaCount - spread.Live;
        _outside += spread.CountOutsideSet();
        if (spread.Live == 0)
        {
            return;
        }

        var live = spread.LiveBrokers;
        _leaders[live[0]]++;
        foreach (var b in live)
        {
            _replicas[b]++;
            _bytes[b] += bytes;
        }

        for (var d = 0; d < _missing.Length; d++)
        {
            _missing[d] += spread.Missing[d];
            _sharing[d] += spread.Crowd[d] > 1 ? 1 : 0;
        }

        Lacking += spread.Lacking;
        Excess += spread.Excess;
        _violated += spread.IsViolated ? 1 : 0;
        UnevenPartitions += spread.AvoidableExcess > 0 ? 1 : 0;
    }

    /// <summary>The metrics.</summary>
    public PlanMetrics ToMetrics() => new()
    {
        Dimensions = [.. _cluster.Dimensions.Select((dimension, d) => new DimensionMetrics(dimension.ShortName, _sharing[d], _missing[d]))],
        PartitionsWithAvoidableViolations = _violated,
        DeadReplicas = _dead,
        DrainingReplicas = Draining,
        Replicas = Range(b => _replicas[b]),
        ReplicaSumOfSquares = Squares(_replicas),
        Leaders = Range(b => _leaders[b]),
        LeaderSumOfSquares = Squares(_leaders),
        Bytes = Range(b => _bytes[b]),
        Brokers =
        [
            .. _cluster.Brokers.Select((broker, b) => new BrokerMetrics(
                broker.Id, broker.Host, _cluster.DomainNames[b], _replicas[b], _leaders[b], _bytes[b]) { Role = _cluster.Roles[b] }),
        ],
    };

    private long Squares(int[] loads) => loads.Where((_, b) => _cluster.Stays(b)).Sum(load => (long)load * load);

    private LoadRange Range(Func<int, long> load)
    {
        long[] loads = [.. Enumerable.Range(0, _replicas.Length).Where(_cluster.Stays).Select(load)];
        return loads.Length == 0 ? default : new LoadRange(loads.Min(), loads.Max());
    }
}
