using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Topology;

namespace Rebalancer.Verification;

/// <summary>
/// The brokers of a snapshot as the verifier sees them: indices of the live ones, their domains, and what spread they allow.
/// </summary>
internal sealed class VerifiedCluster
{
    private readonly Dictionary<int, int> _indices = [];
    private readonly int[]? _small;

    /// <summary>Reads the brokers.</summary>
    public VerifiedCluster(ClusterSnapshot snapshot, RackTopology topology, ImmutableArray<int> deadBrokers)
    {
        var dead = deadBrokers.IsDefault ? [] : deadBrokers.ToHashSet();
        Brokers = [.. snapshot.Brokers.Where(b => !dead.Contains(b.Id)).OrderBy(b => b.Id)];
        for (var b = 0; b < Brokers.Length; b++)
        {
            _indices[Brokers[b].Id] = b;
        }

        // An array where ids are small: a lookup a replica counts at a million partitions.
        var largest = Brokers.Length == 0 ? 0 : Brokers[^1].Id;
        if (largest < 1_000_000)
        {
            _small = new int[largest + 1];
            Array.Fill(_small, -1);
            foreach (var (id, index) in _indices)
            {
                _small[id] = index;
            }
        }

        Dimensions = topology.Dimensions;
        DomainNames = ReadDomains(topology);
        Domains = new int[Dimensions.Length][];
        DomainCounts = new int[Dimensions.Length];
        for (var d = 0; d < Dimensions.Length; d++)
        {
            // Brokers without a known domain share one: nothing says that they sit apart.
            var seen = new Dictionary<string, int>(StringComparer.Ordinal);
            var unknown = -1;
            Domains[d] = new int[Brokers.Length];
            for (var b = 0; b < Brokers.Length; b++)
            {
                var name = DomainNames[b][d];
                if (name is null)
                {
                    unknown = unknown < 0 ? DomainCounts[d]++ : unknown;
                    Domains[d][b] = unknown;
                }
                else if (seen.TryGetValue(name, out var known))
                {
                    Domains[d][b] = known;
                }
                else
                {
                    seen[name] = Domains[d][b] = DomainCounts[d]++;
                }
            }
        }

        Reachable = new ReachableSpread(Domains, DomainCounts, Brokers.Length);
    }

    /// <summary>The live brokers, by id.</summary>
    public Broker[] Brokers { get; }

    /// <summary>The rack dimensions.</summary>
    public ImmutableArray<RackDimension> Dimensions { get; }

    /// <summary>The domain names of each live broker, one a dimension.</summary>
    public ImmutableArray<string?>[] DomainNames { get; }

    /// <summary>Domains[d][b]: the domain of broker b in dimension d.</summary>
    public int[][] Domains { get; }

    /// <summary>Domains of each dimension.</summary>
    public int[] DomainCounts { get; }

    /// <summary>The best spread of each replication factor.</summary>
    public ReachableSpread Reachable { get; }

    /// <summary>The index of a live broker, or -1.</summary>
    public int IndexOf(int brokerId) =>
        _small is null ? _indices.GetValueOrDefault(brokerId, -1)
        : (uint)brokerId < (uint)_small.Length ? _small[brokerId] : -1;

    private ImmutableArray<string?>[] ReadDomains(RackTopology topology)
    {
        var names = new ImmutableArray<string?>[Brokers.Length];
        Array.Fill(names, [.. new string?[Dimensions.Length]]);
        foreach (var broker in topology.Brokers)
        {
            if (IndexOf(broker.BrokerId) is >= 0 and var index)
            {
                names[index] = [
                    .. Enumerable.Range(0, Dimensions.Length).Select(d => d < broker.Domains.Length ? broker.Domains[d] : null)
                ];
            }
        }

        return names;
    }
}
