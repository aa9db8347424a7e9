using System.Collections.Immutable;
using Rebalancer.Planning;
using Rebalancer.Topology;

namespace Rebalancer.Reports;

/// <summary>Says in words where brokers sit.</summary>
internal static class AdviceWords
{
    /// <summary>The domains of brokers, such as "FD 1, UD 0 and FD 2, UD 0".</summary>
    public static string Places(ImmutableArray<AdvisedBroker> brokers, ImmutableArray<RackDimension> dimensions)
    {
        if (dimensions.IsEmpty)
        {
            return "any place: no racks are known";
        }

        var places = brokers.Select(b => Place(b, dimensions)).CountBy(place => place)
            .Select(p => p.Value == 1 ? p.Key : $"{p.Key} ({p.Value})").ToList();
        return places.Count == 1 ? places[0] : $"{string.Join("; ", places.Take(places.Count - 1))}; and {places[^1]}";
    }

    /// <summary>The domains of one broker, such as "FD 1, UD 0".</summary>
    public static string Place(AdvisedBroker broker, ImmutableArray<RackDimension> dimensions) =>
        broker.Domains.IsEmpty
            ? "any place"
            : string.Join(", ", broker.Domains.Select((domain, d) => $"{dimensions[d].ShortName} {domain ?? "?"}"));
}
