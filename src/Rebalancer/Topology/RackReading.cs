using System.Collections.Immutable;

namespace Rebalancer.Topology;

/// <summary>The one rule for racks, whatever they come from: dimensions and domains out of texts such as <c>FD0UD1</c>.</summary>
/// <param name="Dimensions">The dimensions.</param>
/// <param name="DomainsOf">The domains of each broker whose rack could be read, one a dimension.</param>
/// <param name="Unread">The brokers whose rack the pattern does not read though it reads most.</param>
/// <param name="Warnings">What a person should know.</param>
internal sealed record RackReading(
    ImmutableArray<RackDimension> Dimensions,
    IReadOnlyDictionary<int, ImmutableArray<string?>> DomainsOf,
    ImmutableArray<int> Unread,
    ImmutableArray<string> Warnings)
{
    /// <summary>The domains of these and of further brokers, whose racks are read in the same way without a say in how.</summary>
    /// <param name="racks">The further racks by broker.</param>
    /// <param name="givenPattern">The pattern that the caller asks for, or null.</param>
    public IReadOnlyDictionary<int, ImmutableArray<string?>> And(IEnumerable<(int Broker, string Rack)> racks, RackPattern? givenPattern)
    {
        var pattern = givenPattern ?? RackPattern.Default;
        var isWhole = Dimensions is [var only] && only == RackDimension.Rack && !pattern.Dimensions.SequenceEqual(Dimensions);
        var all = new Dictionary<int, ImmutableArray<string?>>(DomainsOf);
        foreach (var (broker, rack) in racks)
        {
            if (isWhole)
            {
                all.TryAdd(broker, [rack.Trim()]);
            }
            else if (pattern.TryRead(rack, out var domains))
            {
                all.TryAdd(broker, domains);
            }
        }

        return all;
    }

    /// <summary>Reads racks.</summary>
    /// <param name="racks">The racks by broker, in order of id; none of them empty, at least one.</param>
    /// <param name="givenPattern">The pattern that the caller asks for, or null.</param>
    public static RackReading Read(IReadOnlyList<(int Broker, string Rack)> racks, RackPattern? givenPattern)
    {
        var pattern = givenPattern ?? RackPattern.Default;
        var read = new Dictionary<int, ImmutableArray<string?>>();
        foreach (var (broker, rack) in racks)
        {
            if (pattern.TryRead(rack, out var domains))
            {
                read.Add(broker, domains);
            }
        }

        var others = racks.Where(r => !read.ContainsKey(r.Broker)).ToArray();
        if (read.Count > others.Length)
        {
            return new RackReading(pattern.Dimensions, read, [.. others.Select(r => r.Broker)], []);
        }

        var warnings = ImmutableArray.CreateBuilder<string>();
        if (givenPattern is not null || read.Count > 0)
        {
            warnings.Add(
                $"The rack pattern reads {read.Count} of {InputText.Count(racks.Count, "rack")}, for example not "
                + $"{InputText.Quote(others[0].Rack)} of broker {others[0].Broker}: "
                + "every rack as a whole is one domain, in one dimension.");
        }

        if (givenPattern is null && TwoPartRacks.PatternFor([.. racks.Select(r => r.Rack)]) is { } hint)
        {
            warnings.Add(
                $"Racks such as {InputText.Quote(racks[0].Rack)} look like two parts but are read as one dimension, so that replicas "
                + $"may share a part. Perhaps --rack-pattern '{hint}' is what you want.");
        }

        return new RackReading(
            [RackDimension.Rack], racks.ToDictionary(r => r.Broker, r => ImmutableArray.Create<string?>(r.Rack.Trim())), [],
            warnings.DrainToImmutable());
    }
}
