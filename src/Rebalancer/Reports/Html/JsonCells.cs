using System.Globalization;
using System.Text.Json;

namespace Rebalancer.Reports.Html;

/// <summary>Rows of mixed cells as JSON arrays, written without reflection.</summary>
internal static class JsonCells
{
    /// <summary>Writes a row.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="cells">Texts, numbers, truth values, and lists of such.</param>
    public static void Write(Utf8JsonWriter json, params ReadOnlySpan<object> cells)
    {
        json.WriteStartArray();
        foreach (var cell in cells)
        {
            switch (cell)
            {
                case string text:
                    json.WriteStringValue(text);
                    break;
                case bool yes:
                    json.WriteBooleanValue(yes);
                    break;
                case double number:
                    json.WriteNumberValue(number);
                    break;
                case object[] row:
                    Write(json, row);
                    break;
                case IEnumerable<int> numbers:
                    Write(json, [.. numbers]);
                    break;
                case IEnumerable<long> numbers:
                    Write(json, [.. numbers]);
                    break;
                case IEnumerable<double> numbers:
                    Write(json, [.. numbers]);
                    break;
                default:
                    json.WriteNumberValue(Convert.ToInt64(cell, CultureInfo.InvariantCulture));
                    break;
            }
        }

        json.WriteEndArray();
    }
}
