using System.Text.Json;
using System.Text.Json.Serialization;
using BoundDocument = Rebalancer.Plans.PlanManifestDocument.BoundDocument;

namespace Rebalancer.Plans;

/// <summary>Reads the bounds of a manifest in the order of the file, which is the order of the goals.</summary>
internal sealed class BoundsConverter : JsonConverter<List<KeyValuePair<string, BoundDocument>>>
{
    public override List<KeyValuePair<string, BoundDocument>> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        List<KeyValuePair<string, BoundDocument>> bounds = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (bounds.Exists(b => b.Key == name))
            {
                throw new JsonException($"'{name}' stands there twice");
            }

            reader.Read();
            bounds.Add(new(name, JsonSerializer.Deserialize(ref reader, PlanManifestJsonContext.Default.BoundDocument)
                ?? throw new JsonException($"'{name}' is null")));
        }

        return bounds;
    }

    public override void Write(Utf8JsonWriter writer, List<KeyValuePair<string, BoundDocument>> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Manifests are written by PlanManifestWriter.");
}
