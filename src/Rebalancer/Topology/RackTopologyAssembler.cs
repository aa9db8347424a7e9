using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Input;

namespace Rebalancer.Topology;

/// <summary>Makes a <see cref="RackTopology"/> out of what racks or a file say, and the warnings about what they do not.</summary>
internal static class RackTopologyAssembler
{
    public static RackTopology FromRacks(ImmutableArray<Broker> brokers, RackPattern? givenPattern)
    {
        var pattern = givenPattern ?? RackPattern.Default;
        var warnings = ImmutableArray.CreateBuilder<string>();
        var racks = brokers.Where(broker => !string.IsNullOrWhiteSpace(broker.Rack)).ToArray();
        if (racks.Length == 0)
        {
            warnings.Add("No broker has a rack: the plan cannot spread replicas over fault domains. Perhaps a topology file knows them (--topology).");
            return new RackTopology([], [.. brokers.Select(broker => new BrokerDomains(broker.Id, []))]) { Warnings = warnings.ToImmutable() };
        }

        var read = new Dictionary<int, ImmutableArray<string?>>();
        foreach (var broker in racks)
        {
            if (pattern.TryRead(broker.Rack!, out var domains))
            {
                read.Add(broker.Id, domains);
            }
        }

        if (read.Count * 2 <= racks.Length)
        {
            WarnOfOneDimension(warnings, givenPattern, racks, read);
            var whole = racks.ToDictionary(broker => broker.Id, broker => ImmutableArray.Create<string?>(broker.Rack!.Trim()));
            return Assemble(brokers, [RackDimension.Rack], whole, warnings);
        }

        if (read.Count < racks.Length)
        {
            var others = racks.Where(broker => !read.ContainsKey(broker.Id)).ToArray();
            warnings.Add(
                $"The rack pattern reads the racks of {read.Count} of {racks.Length} brokers but not {InputText.Quote(others[0].Rack!)} of broker {others[0].Id}; "
                + $"planned without their domains: {InputText.List(others.Select(broker => broker.Id).ToArray())}.");
        }

        return Assemble(brokers, pattern.Dimensions, read, warnings);
    }

    /// <summary>Drops dimensions without any domain and names the brokers that lack one in the others.</summary>
    public static RackTopology Assemble(
        ImmutableArray<Broker> brokers,
        ImmutableArray<RackDimension> dimensions,
        Dictionary<int, ImmutableArray<string?>> domainsOf,
        ImmutableArray<string>.Builder warnings)
    {
        var kept = new List<int>();
        for (var d = 0; d < dimensions.Length; d++)
        {
            var without = brokers.Where(broker => !domainsOf.TryGetValue(broker.Id, out var domains) || domains[d] is null).Select(broker => broker.Id).ToArray();
            if (without.Length == brokers.Length)
            {
                warnings.Add($"No broker has a known {dimensions[d].Name}: the plan has one dimension less.");
                continue;
            }

            kept.Add(d);
            if (without.Length > 0)
            {
                warnings.Add($"{InputText.Count(without.Length, "broker")} without a known {dimensions[d].Name}, planned with one domain less: {InputText.List(without)}.");
            }
        }

        var resolved = brokers.Select(broker => new BrokerDomains(
            broker.Id,
            [.. kept.Select(d => domainsOf.TryGetValue(broker.Id, out var domains) ? domains[d] : null)]));
        return new RackTopology([.. kept.Select(d => dimensions[d])], [.. resolved]) { Warnings = warnings.ToImmutable() };
    }

    private static void WarnOfOneDimension(
        ImmutableArray<string>.Builder warnings, RackPattern? givenPattern, Broker[] racks, Dictionary<int, ImmutableArray<string?>> read)
    {
        if (givenPattern is null && read.Count == 0)
        {
            return;
        }

        var other = racks.First(broker => !read.ContainsKey(broker.Id));
        warnings.Add(
            $"The rack pattern reads the racks of only {read.Count} of {racks.Length} brokers, for example not {InputText.Quote(other.Rack!)} of broker {other.Id}; "
            + "every rack counts as a whole, in one dimension.");
    }
}
