using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Plans;
using Rebalancer.Scheduling;
using Rebalancer.Topology;

namespace Rebalancer.Kafka.Execution.State;

/// <summary>Where the brokers of a plan sit.</summary>
internal static class PlanDomains
{
    /// <summary>
    /// Takes the caller's topology, else the domains that the plan was made with, else the live brokers' racks, read by the usual pattern.
    /// </summary>
    public static DomainMap Of(RackTopology? topology, PlanManifest plan, IReadOnlyList<LiveBroker> live)
    {
        if (topology is not null)
        {
            return new DomainMap(topology.Brokers);
        }

        if ((plan.After ?? plan.Before) is { } planned)
        {
            return new DomainMap(planned.Brokers.Select(b => new BrokerDomains(b.BrokerId, b.Domains)));
        }

        var brokers = live.OrderBy(b => b.Id).Select(b => new Broker(b.Id, b.Host, b.Rack)).ToImmutableArray();
        return new DomainMap(TopologyResolver.Resolve(new ClusterSnapshot(null, brokers, [], [])).Brokers);
    }
}
