using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;
using Rebalancer.Topology;

namespace Rebalancer.Verification;

/// <summary>The brokers of a snapshot as the verifier sees them: the live ones by a dense index, their roles and where they sit.</summary>
internal sealed class VerifiedCluster
{
    private readonly BrokerIndex _index;

    /// <summary>Reads the brokers.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="topology">Where its brokers sit.</param>
    /// <param name="given">Brokers that are given a role; those that the snapshot does not list are passed over.</param>
    public VerifiedCluster(ClusterSnapshot snapshot, RackTopology topology, GivenRoles given)
    {
        var dead = given.Dead.Concat(snapshot.DeadBrokers.Select(b => b.Id)).ToHashSet();
        Brokers = [.. snapshot.Brokers.Where(b => !dead.Contains(b.Id)).OrderBy(b => b.Id)];
        Roles = Array.ConvertAll(Brokers, b => RoleOf(b, given));
        _index = new BrokerIndex(Array.ConvertAll(Brokers, b => b.Id));
        Dimensions = topology.Dimensions;
        DomainNames = ReadDomains(topology);
        Domains = new int[Dimensions.Length][];
        DomainCounts = new int[Dimensions.Length];
        AllDomainCounts = new int[Dimensions.Length];
        for (var d = 0; d < Dimensions.Length; d++)
        {
            Domains[d] = NumberDomains(d);
            AllDomainCounts[d] = Domains[d].DefaultIfEmpty(-1).Max() + 1;
            DomainCounts[d] = Enumerable.Range(0, Brokers.Length).Where(Stays).Select(b => Domains[d][b]).Distinct().Count();
        }

        (CellOf, CellDomains) = Cells();
    }

    /// <summary>The live brokers, draining ones included, by id.</summary>
    public Broker[] Brokers { get; }

    /// <summary>Their roles.</summary>
    public BrokerRole[] Roles { get; }

    /// <summary>The rack dimensions.</summary>
    public ImmutableArray<RackDimension> Dimensions { get; }

    /// <summary>The domain names of each live broker, one a dimension.</summary>
    public ImmutableArray<string?>[] DomainNames { get; }

    /// <summary>Domains[d][b]: the domain of broker b in dimension d; those of brokers that stay come first.</summary>
    public int[][] Domains { get; }

    /// <summary>Domains of each dimension that have a broker that stays: those a replica can be put into.</summary>
    public int[] DomainCounts { get; }

    /// <summary>Domains of each dimension, those of draining brokers alone included.</summary>
    public int[] AllDomainCounts { get; }

    /// <summary>The cell of each broker: those with the same domain in every dimension are one cell.</summary>
    public int[] CellOf { get; }

    /// <summary>The domains of each cell.</summary>
    public int[][] CellDomains { get; }

    /// <summary>Whether a live broker is to hold replicas: it does not drain.</summary>
    public bool Stays(int broker) => !Roles[broker].IsLeaving;

    /// <summary>The index of a live broker, or -1.</summary>
    public int IndexOf(int brokerId) => _index.Of(brokerId);

    /// <summary>The role of any broker; one that is not listed is dead.</summary>
    public BrokerRole RoleOf(int brokerId) => IndexOf(brokerId) is >= 0 and var b ? Roles[b] : BrokerRole.Dead;

    private static BrokerRole RoleOf(Broker broker, GivenRoles given) =>
        given.Draining.Contains(broker.Id) ? BrokerRole.Draining
        : given.Excluded.Contains(broker.Id) ? BrokerRole.Excluded
        : given.Cordoned.Contains(broker.Id) || broker.Cordoned
            || (given.OnlyTo is { } only && !only.Contains(broker.Id)) ? BrokerRole.Cordoned
        : BrokerRole.Member;

    /// <summary>Brokers without a known domain share one: nothing says that they sit apart.</summary>
    private int[] NumberDomains(int d)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var unknown = -1;
        var next = 0;
        var domains = new int[Brokers.Length];
        foreach (var b in Enumerable.Range(0, Brokers.Length).OrderBy(b => Roles[b].IsLeaving))
        {
            if (DomainNames[b][d] is not { } name)
            {
                unknown = unknown < 0 ? next++ : unknown;
                domains[b] = unknown;
            }
            else if (!numbers.TryGetValue(name, out domains[b]))
            {
                numbers[name] = domains[b] = next++;
            }
        }

        return domains;
    }

    private (int[] CellOf, int[][] Domains) Cells()
    {
        var cells = new Dictionary<string, int>(StringComparer.Ordinal);
        var domains = new List<int[]>();
        var cellOf = new int[Brokers.Length];
        for (var b = 0; b < Brokers.Length; b++)
        {
            int[] sits = [.. Domains.Select(all => all[b])];
            if (!cells.TryGetValue(string.Join(',', sits), out cellOf[b]))
            {
                cells[string.Join(',', sits)] = cellOf[b] = domains.Count;
                domains.Add(sits);
            }
        }

        return (cellOf, [.. domains]);
    }

    private ImmutableArray<string?>[] ReadDomains(RackTopology topology)
    {
        var names = new ImmutableArray<string?>[Brokers.Length];
        Array.Fill(names, [.. new string?[Dimensions.Length]]);
        foreach (var broker in topology.Brokers)
        {
            if (IndexOf(broker.BrokerId) is >= 0 and var index)
            {
                names[index] = [.. Enumerable.Range(0, Dimensions.Length)
                    .Select(d => d < broker.Domains.Length ? broker.Domains[d] : null)];
            }
        }

        return names;
    }
}
