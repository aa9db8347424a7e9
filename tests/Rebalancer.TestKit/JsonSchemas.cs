using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Rebalancer.TestKit;

/// <summary>The schemas of <c>docs/schemas</c>, against what the tool writes.</summary>
public static class JsonSchemas
{
    /// <summary>What is wrong with a document; empty where it is as the schema says, every member of it.</summary>
    /// <param name="name">The schema, such as <c>plan-report</c>.</param>
    /// <param name="json">The document.</param>
    public static IReadOnlyList<string> Errors(string name, string json)
    {
        var schema = JsonNode.Parse(File.ReadAllText(RepositoryFiles.Find($"docs/schemas/{name}.v1.schema.json")))!;
        Close(schema);
        ((JsonObject)schema).Remove("$id");
        using var document = JsonDocument.Parse(json);
        var results = JsonSchema.FromText(schema.ToJsonString())
            .Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid
            ? []
            : [
                "not valid",
                .. (results.Details ?? []).Where(d => d.Errors is { Count: > 0 })
                    .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}")).Take(10),
            ];
    }

    /// <summary>Readers must pass over members that they do not know; this tool writes none that the schema does not describe.</summary>
    private static void Close(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            if (map.ContainsKey("properties"))
            {
                map["additionalProperties"] = false;
            }

            foreach (var child in map.Select(m => m.Value).ToList())
            {
                Close(child);
            }
        }
        else if (node is JsonArray array)
        {
            foreach (var child in array)
            {
                Close(child);
            }
        }
    }
}
