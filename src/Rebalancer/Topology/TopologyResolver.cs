using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Topology;

/// <summary>Finds where the live brokers of a cluster sit: from <c>broker.rack</c> through a pattern, or from a topology file, which overrides it.</summary>
public static class TopologyResolver
{
    /// <summary>Resolves the domains of every live broker.</summary>
    /// <remarks>
    /// <para>
    /// Racks: where the pattern reads all of them, or most, its groups are the dimensions and the others have no domain (warning). Where it reads half of
    /// them or fewer, every rack as a whole is the domain of the one dimension "rack".
    /// </para>
    /// <para>A dimension in which no broker has a domain is left out; without any rack there is no dimension. Both are warnings, never errors.</para>
    /// </remarks>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="pattern">How to read racks; null is <see cref="RackPattern.Default"/>.</param>
    /// <returns>The topology; its warnings are for a person.</returns>
    public static RackTopology Resolve(ClusterSnapshot snapshot, RackPattern? pattern)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return RackTopologyAssembler.FromRacks(snapshot.Brokers, pattern);
    }
}
