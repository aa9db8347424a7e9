using System.Globalization;
using System.Text.Json;
using Rebalancer.Files.Input;
using Rebalancer.Topology;

namespace Rebalancer.Files.Tables;

/// <summary>
/// Reads <c>brokers</c> of a topology table in JSON: <c>{"broker":1001,"fd":"0","ud":"2"}</c>, every property but <c>broker</c>, <c>id</c>
/// and <c>host</c> a
/// dimension; or ids alone.
/// </summary>
internal static class JsonTableReader
{
    public static TableBuilder Read(ref JsonInput input, string name)
    {
        var builder = new TableBuilder(name);
        input.BeginArray("\"brokers\"");
        while (input.NextElement())
        {
            ReadRow(ref input, builder);
        }

        return builder.IsEmpty ? throw input.Fail("\"brokers\" is empty", null) : builder;
    }

    private static void ReadRow(ref JsonInput input, TableBuilder builder)
    {
        if (input.TokenType == JsonTokenType.Number)
        {
            var id = input.Int32("the broker id", 0).ToString(CultureInfo.InvariantCulture);
            Require(ref input, builder.Add(id, null, null, new Dictionary<RackDimension, string?>()));
            return;
        }

        var named = new Dictionary<TableColumn, string>();
        var domains = new Dictionary<RackDimension, string?>();
        input.BeginObject("a broker");
        while (input.NextProperty())
        {
            var property = input.AtAny();
            var column = TableBuilder.ColumnOf(property);
            if (property == "logDirs")
            {
                throw input.Fail("a topology file has no log dirs", OtherFiles.LogDirs);
            }

            if (column != TableColumn.Dimension)
            {
                var text = ReadText(ref input, column == TableColumn.Host ? "the host" : "the broker id", 0);
                if (column == TableColumn.Broker && string.IsNullOrWhiteSpace(text))
                {
                    throw input.Fail("the broker is empty", null);
                }

                if (!named.TryAdd(column, text ?? ""))
                {
                    throw input.Fail($"{InputText.Quote(property)} appears twice in the same object",
                        "a bracket is missing between two brokers");
                }

                continue;
            }

            var dimension = builder.Dimension(property);
            if (!domains.TryAdd(dimension, ReadText(ref input, $"the domain {InputText.Quote(property)}", int.MinValue)))
            {
                throw input.Fail($"the {dimension.Name} appears twice in the same object", "one of them should go");
            }
        }

        if (named.Count == 0)
        {
            throw input.Fail("the entry has no \"broker\"", "\"broker\":1001 or \"broker\":\"wn0-host\"");
        }

        Require(ref input, builder.Add(
            named.GetValueOrDefault(TableColumn.Broker), named.GetValueOrDefault(TableColumn.Id), named.GetValueOrDefault(TableColumn.Host),
                domains));
    }

    private static void Require(ref JsonInput input, string? problem)
    {
        if (problem is not null)
        {
            throw input.Fail(problem, null);
        }
    }

    private static string? ReadText(ref JsonInput input, string what, int min) => input.TokenType switch
    {
        JsonTokenType.Number => input.Int32(what, min).ToString(CultureInfo.InvariantCulture),
        _ => input.OptionalString(what),
    };
}
