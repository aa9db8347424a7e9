using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Verification;

/// <summary>Measures the spread of one replica list after the other; a scratch object, not safe for concurrent use.</summary>
/// <remarks>
/// The spread that a list has counts every live broker, draining ones too, and no dead one. What is avoidable of it is what the best spread
/// over the brokers that the partition may use does not lack.
/// </remarks>
internal sealed class PartitionSpread
{
    private readonly VerifiedCluster _cluster;
    private readonly ReachableSpread _reachable;
    private readonly int[][] _held;
    private readonly int[] _lacks;
    private int[] _live = new int[8];
    private ImmutableArray<int> _present = [];
    private BrokerSet? _set;

    /// <summary>Creates the measure for a cluster.</summary>
    public PartitionSpread(VerifiedCluster cluster)
    {
        _cluster = cluster;
        _reachable = new ReachableSpread(cluster);
        _held = Array.ConvertAll(cluster.AllDomainCounts, count => new int[count]);
        _lacks = new int[_held.Length];
        Missing = new int[_held.Length];
        Crowd = new int[_held.Length];
    }

    /// <summary>Live replicas in the list.</summary>
    public int Live { get; private set; }

    /// <summary>The indices of the live brokers in the list, in its order.</summary>
    public ReadOnlySpan<int> LiveBrokers => _live.AsSpan(0, Live);

    /// <summary>Distinct domains fewer than min(replication factor, domains), over all dimensions.</summary>
    public int Lacking { get; private set; }

    /// <summary>Cost beyond an even spread.</summary>
    public int Excess { get; private set; }

    /// <summary>
    /// For each dimension, the distinct domains that are lacking although the best spread has them; where it could be in one dimension or
    /// another, in the first.
    /// </summary>
    public int[] Missing { get; }

    /// <summary>For each dimension, the most live replicas in one domain.</summary>
    public int[] Crowd { get; }

    /// <summary>The sum of <see cref="Missing"/>.</summary>
    public int TotalMissing { get; private set; }

    /// <summary>Cost beyond an even spread that is avoidable; 0 where domains are missing, which is worse.</summary>
    public int AvoidableExcess { get; private set; }

    /// <summary>Whether the list has an avoidable violation.</summary>
    public bool IsViolated => TotalMissing > 0 || AvoidableExcess > 0;

    /// <summary>Says whose lists are measured next.</summary>
    /// <param name="present">The partition's present list.</param>
    /// <param name="set">The brokers that it must stay within; null for all.</param>
    public void Of(ImmutableArray<int> present, BrokerSet? set)
    {
        _present = present;
        _set = set;
    }

    /// <summary>Whether a live broker that does not drain may not keep the partition, since it is outside of the broker set.</summary>
    public bool IsOutsideSet(int brokerId) =>
        _set is not null && _cluster.IndexOf(brokerId) is >= 0 and var b && !_set.Members[b] && _cluster.Roles[b].Keeping == Keeping.May;

    /// <summary>How many live replicas of the list are outside of the broker set.</summary>
    public int CountOutsideSet()
    {
        var count = 0;
        for (var i = 0; _set is not null && i < Live; i++)
        {
            count += !_set.Members[_live[i]] && _cluster.Roles[_live[i]].Keeping == Keeping.May ? 1 : 0;
        }

        return count;
    }

    /// <summary>The best spread of the partition with a replication factor.</summary>
    public BestSpread Best(int replicationFactor) => _reachable.For(replicationFactor, _set, _present.Ids());

    /// <summary>
    /// The fewest domains that the partition can lack with a replication factor, where a lowered list keeps a replica that is in sync.
    /// </summary>
    /// <param name="replicationFactor">Replicas that it is to have.</param>
    /// <param name="inSync">Its in-sync replicas; <c>default</c> where they are not known.</param>
    public int FewestMissing(int replicationFactor, ImmutableArray<int> inSync)
    {
        return replicationFactor >= _present.Length || inSync.IsDefault
            ? Best(replicationFactor).Missing : FewestMissingOfLowered(replicationFactor, inSync);
    }

    private int FewestMissingOfLowered(int replicationFactor, ImmutableArray<int> inSync)
    {
        var kept = _present.Where(id => inSync.Contains(id) && MayStay(id)).Select(_cluster.IndexOf)
            .Select(b => _reachable.For(replicationFactor, _set, _present.Ids(), b)).Where(best => best.Reachable).ToArray();
        return kept.Length == 0 ? Best(replicationFactor).Missing : kept.Min(best => best.Missing);
    }

    /// <summary>Whether a broker that holds the partition may keep it.</summary>
    private bool MayStay(int brokerId) => !_cluster.RoleOf(brokerId).IsLeaving && !IsOutsideSet(brokerId);

    /// <summary>Measures a list of broker ids by the replication factor that it has.</summary>
    public void Measure(ReadOnlySpan<int> replicas) => Measure(replicas, replicas.Length);

    /// <summary>Measures a list of broker ids by a replication factor that it may not have.</summary>
    public void Measure(ReadOnlySpan<int> replicas, int replicationFactor)
    {
        FindLive(replicas);
        (Lacking, Excess) = (0, 0);
        for (var d = 0; d < _held.Length; d++)
        {
            MeasureDimension(d, LiveBrokers, replicationFactor);
        }

        Array.Clear(Missing);
        (TotalMissing, AvoidableExcess) = (0, 0);
        if (Live > 0 && (Lacking > 0 || Excess > 0) && Best(replicationFactor) is { Reachable: true } best)
        {
            CompareWith(best, replicationFactor);
        }
    }

    private void FindLive(ReadOnlySpan<int> replicas)
    {
        if (replicas.Length > _live.Length)
        {
            _live = new int[replicas.Length];
        }

        var count = 0;
        foreach (var id in replicas)
        {
            if (_cluster.IndexOf(id) is >= 0 and var b)
            {
                _live[count++] = b;
            }
        }

        Live = count;
    }

    private void MeasureDimension(int d, ReadOnlySpan<int> live, int replicationFactor)
    {
        var held = _held[d];
        var domains = _cluster.Domains[d];
        var count = _cluster.DomainCounts[d];
        var even = ReachableSpread.EvenShare(replicationFactor, count);
        var (distinct, crowd, excess) = (0, 0, 0);
        foreach (var b in live)
        {
            var together = ++held[domains[b]];
            distinct += together == 1 ? 1 : 0;
            crowd = together > crowd ? together : crowd;
            excess += together > even ? together - even : 0;
        }

        foreach (var b in live)
        {
            held[domains[b]] = 0;
        }

        Excess += excess;
        Crowd[d] = crowd;
        _lacks[d] = Math.Max(0, Math.Min(replicationFactor, count) - distinct);
        Lacking += _lacks[d];
    }

    private void CompareWith(BestSpread best, int replicationFactor)
    {
        TotalMissing = Math.Max(0, Lacking - best.Missing);
        AvoidableExcess = Lacking == best.Missing ? Math.Max(0, Excess - best.Excess) : 0;
        var left = TotalMissing;
        for (var d = 0; d < Missing.Length; d++)
        {
            var distinct = Math.Min(replicationFactor, _cluster.DomainCounts[d]) - _lacks[d];
            Missing[d] = Math.Min(left, Math.Max(0, best.Reach[d] - distinct));
            left -= Missing[d];
        }
    }
}
