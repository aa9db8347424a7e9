using Rebalancer.Cluster;

namespace Rebalancer.Topology;

/// <summary>Finds where the live brokers of a cluster sit: from <c>broker.rack</c> through a pattern, or from a topology file, which overrides it.</summary>
/// <remarks>Stateless and safe to use from many threads at once.</remarks>
public static class TopologyResolver
{
    /// <summary>Resolves the domains of every live broker.</summary>
    /// <remarks>
    /// <para>
    /// Racks: where the pattern reads all of them, or most, its groups are the dimensions and the others have no domain (warning). Where it reads half of
    /// them or fewer, every rack as a whole is the domain of the one dimension "rack" (with a warning if it reads any, or was given by the caller).
    /// </para>
    /// <para>
    /// File: a broker is found by its id, else by its host, else by the first DNS label of its host, upper or lower case. Racks are not looked at, also not
    /// for brokers that the file lacks: the numbers of two sources need not mean the same.
    /// </para>
    /// <para>A dimension in which no broker has a domain is left out; without any rack there is no dimension. All of these are warnings, never errors.</para>
    /// </remarks>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="pattern">How to read racks; null is <see cref="RackPattern.Default"/>. Not used with a file.</param>
    /// <param name="file">The topology file, or null.</param>
    /// <returns>The topology; its warnings, those of the file among them, are for a person.</returns>
    /// <exception cref="InputException">The file names none of the live brokers.</exception>
    public static RackTopology Resolve(ClusterSnapshot snapshot, RackPattern? pattern = null, TopologyFile? file = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return file is null ? RackDomains.Resolve(snapshot.Brokers, pattern) : FileDomains.Resolve(snapshot, file);
    }
}
