using System.Collections.Immutable;
using Rebalancer.Topology;

namespace Rebalancer.Cli.Input;

/// <summary>Refuses to judge spread where some brokers lack a domain that others have.</summary>
internal static class MissingDomains
{
    private const int Named = 20;

    /// <param name="topology">Where the brokers sit.</param>
    /// <param name="dead">Brokers that get nothing anyway.</param>
    /// <param name="allowed">Whether the person says so.</param>
    /// <exception cref="InputException">Some broker lacks a domain.</exception>
    public static void Require(RackTopology topology, ImmutableArray<int> dead, bool allowed)
    {
        var incomplete = topology.Incomplete.RemoveRange(dead);
        if (allowed || incomplete.IsEmpty)
        {
            return;
        }

        var dimensions = string.Join(" or ", topology.Dimensions.Select(d => d.Name));
        var named = InputText.List(incomplete, Named);
        throw new InputException(
            $"{incomplete.Length} of {topology.Brokers.Length} live brokers "
            + $"{(incomplete.Length == 1 ? "lacks" : "lack")} a {dimensions}: {named}. "
            + "A plan could put several replicas of a partition into the same unknown domain. Give the missing domains (--topology, "
            + "--rack-pattern), or add --allow-missing-domains");
    }
}
