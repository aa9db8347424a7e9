using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Rebalancer.Input;

namespace Rebalancer.Topology;

/// <summary>Reads <c>brokers</c> of a mapping file in JSON: <c>{"broker":1001,"fd":"0","ud":"2"}</c>, every property but <c>broker</c>, <c>id</c> and <c>host</c> a dimension.</summary>
internal static class MappingJsonReader
{
    public static TopologyFile Read(ref JsonInput input, string name)
    {
        var builder = new MappingBuilder();
        var dimensions = new List<RackDimension>();
        var rows = new List<Dictionary<RackDimension, string?>>();
        input.BeginArray("\"brokers\"");
        while (input.NextElement())
        {
            rows.Add(ReadRow(ref input, builder, dimensions));
        }

        if (rows.Count == 0)
        {
            throw input.Fail("\"brokers\" is empty", null);
        }

        if (dimensions.Count == 0)
        {
            throw input.Fail("no broker has \"fd\", \"ud\" or another dimension", "a snapshot was meant, which goes to --snapshot");
        }

        // The order of the first mention, but for fault domain and update domain, which any first broker may leave out.
        var ordered = dimensions.OrderBy(dimension => dimension == RackDimension.FaultDomain ? 0 : dimension == RackDimension.UpdateDomain ? 1 : 2).ToImmutableArray();
        return new TopologyFile(
            name,
            TopologyFileKind.MappingJson,
            ordered,
            [.. builder.Entries.Select((entry, i) => entry with { Domains = [.. ordered.Select(dimension => rows[i].GetValueOrDefault(dimension))] })]);
    }

    private static Dictionary<RackDimension, string?> ReadRow(ref JsonInput input, MappingBuilder builder, List<RackDimension> dimensions)
    {
        string? broker = null;
        var hasId = false;
        var row = new Dictionary<RackDimension, string?>();
        input.BeginObject("a broker");
        while (input.NextProperty())
        {
            switch (input.AtAny())
            {
                case "broker" when broker is not null:
                    throw input.Fail("\"broker\" stands twice in the same object", "a bracket is missing between two brokers");
                case "broker":
                    broker = ReadText(ref input, "the broker id", 0);
                    if (string.IsNullOrWhiteSpace(broker))
                    {
                        throw input.Fail("the broker is empty", null);
                    }

                    if (builder.Add(broker.Trim(), []) is { } problem)
                    {
                        throw input.Fail(problem, null);
                    }

                    break;
                case "id":
                    hasId = true;
                    input.SkipValue();
                    break;
                case "host":
                    input.SkipValue();
                    break;
                case var property:
                    var dimension = RackDimensionNames.Of(property);
                    if (!row.TryAdd(dimension, MappingBuilder.Domain(dimension, ReadText(ref input, $"the domain {InputText.Quote(property)}", int.MinValue))))
                    {
                        throw input.Fail($"the {dimension.Name} stands twice in the same object", "one of them should go");
                    }

                    if (!dimensions.Contains(dimension))
                    {
                        dimensions.Add(dimension);
                    }

                    break;
            }
        }

        return broker is null
            ? throw input.Fail("the entry has no \"broker\"", hasId ? "this is a cluster snapshot, which goes to --snapshot" : "\"broker\":1001 or \"broker\":\"wn0-host\"")
            : row;
    }

    private static string? ReadText(ref JsonInput input, string what, int min) => input.TokenType switch
    {
        JsonTokenType.Number => input.Int32(what, min).ToString(CultureInfo.InvariantCulture),
        _ => input.OptionalString(what),
    };
}
