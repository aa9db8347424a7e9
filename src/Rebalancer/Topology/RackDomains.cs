using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Input;

namespace Rebalancer.Topology;

/// <summary>Domains out of <c>broker.rack</c>.</summary>
internal static class RackDomains
{
    public static RackTopology Resolve(ImmutableArray<Broker> brokers, RackPattern? givenPattern)
    {
        var pattern = givenPattern ?? RackPattern.Default;
        var builder = new RackTopologyBuilder(brokers);
        var racks = brokers.Where(broker => !string.IsNullOrWhiteSpace(broker.Rack)).ToArray();
        if (racks.Length == 0)
        {
            builder.Warnings.Add("No broker has a rack: replicas are not spread over any domains. Perhaps a topology file knows them (--topology).");
            return builder.Build([], []);
        }

        builder.Unknown([.. brokers.Where(broker => string.IsNullOrWhiteSpace(broker.Rack)).Select(broker => broker.Id)], "without rack");
        var read = new Dictionary<int, ImmutableArray<string?>>();
        foreach (var broker in racks)
        {
            if (pattern.TryRead(broker.Rack!, out var domains))
            {
                read.Add(broker.Id, domains);
            }
        }

        var others = racks.Where(broker => !read.ContainsKey(broker.Id)).ToArray();
        if (read.Count <= others.Length)
        {
            if (givenPattern is not null || read.Count > 0)
            {
                builder.Warnings.Add(
                    $"The rack pattern reads {read.Count} of {InputText.Count(racks.Length, "rack")}, for example not {InputText.Quote(others[0].Rack!)} of broker {others[0].Id}: "
                    + "every rack as a whole is one domain, in one dimension.");
            }

            return builder.Build([RackDimension.Rack], racks.ToDictionary(broker => broker.Id, broker => ImmutableArray.Create<string?>(broker.Rack!.Trim())));
        }

        builder.Unknown(
            [.. others.Select(broker => broker.Id)],
            others.Length == 0 ? "" : $"with a rack that the pattern does not read, for example {InputText.Quote(others[0].Rack!)}");
        return builder.Build(pattern.Dimensions, read);
    }
}
