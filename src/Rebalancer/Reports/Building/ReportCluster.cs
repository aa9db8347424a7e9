using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;
using Rebalancer.Topology;

namespace Rebalancer.Reports.Building;

/// <summary>Every broker that a report can name, by a dense index: what it is and where it sits.</summary>
internal sealed class ReportCluster
{
    private readonly BrokerIndex _index;
    private readonly bool[] _isLive;
    private readonly bool[] _isStaying;
    private readonly int[][] _domainOf;

    /// <summary>Reads the brokers of a cluster.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="topology">Where its live brokers sit.</param>
    /// <param name="roles">The role of each broker.</param>
    public ReportCluster(ClusterSnapshot snapshot, RackTopology topology, BrokerRoles roles)
    {
        Dimensions = topology.Dimensions;
        var live = snapshot.Brokers.ToDictionary(b => b.Id);
        var hosts = snapshot.DeadBrokers.ToDictionary(b => b.Id);
        var domains = topology.Brokers.ToDictionary(b => b.BrokerId, b => b.Domains);
        int[] listed = [.. snapshot.Brokers.Concat(snapshot.DeadBrokers).Select(b => b.Id).Distinct()];
        int[] ids = [.. listed.Concat(UnlistedHolders(snapshot, new BrokerIndex(listed))).Order()];
        _index = new BrokerIndex(ids);
        Brokers = new ReportBroker[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var id = ids[i];
            var broker = live.GetValueOrDefault(id) ?? hosts.GetValueOrDefault(id);
            Brokers[i] = new ReportBroker(
                id,
                broker?.Host ?? "",
                [.. Dimensions.Select((_, d) => domains.TryGetValue(id, out var known) && d < known.Length ? known[d] : null)],
                roles.Of(id),
                broker?.UsableBytes,
                live.ContainsKey(id) && roles.Of(id) == BrokerRole.Dead);
        }

        _isLive = Array.ConvertAll(Brokers, b => b.IsLive);
        _isStaying = Array.ConvertAll(Brokers, b => b.IsStaying);
        Domains = [.. Dimensions.Select((_, d) => Brokers.Where(b => b.IsLive).Select(b => b.Domains[d]).Distinct()
            .Order(Comparer<string?>.Create(DomainOrder.Compare)).ToImmutableArray())];
        _domainOf = [.. Domains.Select((names, d) => Brokers.Select(b => names.IndexOf(b.Domains[d])).ToArray())];
    }

    /// <summary>The rack dimensions.</summary>
    public ImmutableArray<RackDimension> Dimensions { get; }

    /// <summary>For each dimension the domains of live brokers, in order; null last.</summary>
    public ImmutableArray<ImmutableArray<string?>> Domains { get; }

    /// <summary>The brokers, by id.</summary>
    public ReportBroker[] Brokers { get; }

    /// <summary>The index of a broker that the snapshot knows, or -1.</summary>
    public int IndexOf(int id) => _index.Of(id);

    /// <summary>The index of a live broker, or -1.</summary>
    public int LiveIndexOf(int id) => IndexOf(id) is >= 0 and var index && _isLive[index] ? index : -1;

    /// <summary>Whether a broker is up and to hold replicas.</summary>
    public bool IsStaying(int broker) => _isStaying[broker];

    /// <summary>The index in <see cref="Domains"/> of a live broker's domain.</summary>
    public int DomainOf(int dimension, int broker) => _domainOf[dimension][broker];

    /// <summary>The domain of any broker by id; null where it is not known.</summary>
    public string? DomainName(int dimension, int id) => IndexOf(id) is >= 0 and var index ? Brokers[index].Domains[dimension] : null;

    private static IEnumerable<int> UnlistedHolders(ClusterSnapshot snapshot, BrokerIndex listed)
    {
        var seen = new HashSet<int>();
        foreach (var topic in snapshot.Topics)
        {
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                foreach (var id in partition.Replicas.Ids())
                {
                    if (listed.Of(id) < 0)
                    {
                        seen.Add(id);
                    }
                }
            }
        }

        return seen;
    }
}

/// <summary>One broker of a report.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Host">Its host; empty where not known.</param>
/// <param name="Domains">One a dimension; null where not known.</param>
/// <param name="Role">Its role.</param>
/// <param name="UsableBytes">Free bytes on its log dirs, or null.</param>
/// <param name="IsNamedDead">Whether it is dead only because it was named so.</param>
internal sealed record ReportBroker(
    int Id, string Host, ImmutableArray<string?> Domains, BrokerRole Role, long? UsableBytes, bool IsNamedDead)
{
    /// <summary>Whether it is up, draining ones too.</summary>
    public bool IsLive => Role.IsSource;

    /// <summary>Whether it is up and to hold replicas.</summary>
    public bool IsStaying => !Role.IsLeaving;
}
