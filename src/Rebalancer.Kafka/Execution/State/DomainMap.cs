using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Plans;
using Rebalancer.Topology;

namespace Rebalancer.Kafka.Execution.State;

/// <summary>Where brokers sit, for the question whether a list is spread worse than another.</summary>
internal sealed class DomainMap
{
    private readonly Dictionary<int, ImmutableArray<string?>> _domains;
    private readonly int _dimensions;

    private DomainMap(Dictionary<int, ImmutableArray<string?>> domains)
    {
        _domains = domains;
        _dimensions = domains.Count == 0 ? 0 : domains.Values.Max(d => d.Length);
    }

    /// <summary>
    /// Takes the caller's topology, else the domains that the plan was made with, else the live brokers' racks, read by the usual pattern.
    /// </summary>
    public static DomainMap Create(RackTopology? topology, PlanManifest plan, IReadOnlyList<LiveBroker> live)
    {
        if (topology is not null)
        {
            return new DomainMap(topology.Brokers.ToDictionary(b => b.BrokerId, b => b.Domains));
        }

        if ((plan.After ?? plan.Before) is { } planned)
        {
            return new DomainMap(planned.Brokers.ToDictionary(b => b.BrokerId, b => b.Domains));
        }

        var brokers = live.OrderBy(b => b.Id).Select(b => new Broker(b.Id, b.Host, b.Rack)).ToImmutableArray();
        return new DomainMap(
            TopologyResolver.Resolve(new ClusterSnapshot(null, brokers, [], [])).Brokers.ToDictionary(b => b.BrokerId, b => b.Domains));
    }

    /// <summary>How a set of live replicas is spread: per dimension the distinct domains and the most replicas in one of them.</summary>
    public ImmutableArray<(int Distinct, int Crowd)> Spread(IEnumerable<int> replicas)
    {
        var brokers = replicas.ToArray();
        var result = ImmutableArray.CreateBuilder<(int, int)>(_dimensions);
        for (var dimension = 0; dimension < _dimensions; dimension++)
        {
            Dictionary<string, int> counts = [];
            foreach (var broker in brokers)
            {
                if (_domains.TryGetValue(broker, out var domains) && dimension < domains.Length && domains[dimension] is { } domain)
                {
                    counts[domain] = counts.GetValueOrDefault(domain) + 1;
                }
            }

            result.Add((counts.Count, counts.Count == 0 ? 0 : counts.Values.Max()));
        }

        return result.MoveToImmutable();
    }
}
