using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rebalancer.Kafka.Execution.Journal.Format;

/// <summary>The lines of a journal: eight hex digits of a chained checksum, a space, one JSON object.</summary>
/// <remarks>
/// The checksum of a line covers the line before it, so a line that was removed or changed in the middle is noticed. A line without its end
/// was torn by a crash.
/// </remarks>
internal static class JournalFormat
{
    public const int CurrentVersion = 1;

    private const int ChecksumLength = 8;

    private static readonly JournalJsonContext s_json = new(new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>A record as its line, with its end.</summary>
    public static string Line(JournalRecord record, ref string chain)
    {
        var json = JsonSerializer.Serialize(record, s_json.JournalRecord);
        chain = Checksum(chain, json);
        return chain + " " + json + "\n";
    }

    /// <summary>The records of a run's lines, without a last one that was torn.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="name">Where they are, for messages.</param>
    /// <exception cref="JournalException">A line in the middle is damaged.</exception>
    public static IEnumerable<JournalRecord> Records(string text, string name)
    {
        var chain = "";
        var start = 0;
        var number = 0;
        while (start < text.Length)
        {
            number++;
            var end = text.IndexOf('\n', start);
            var record = end < 0 ? null : Parse(text[start..end], ref chain);
            if (record is null)
            {
                // A crash can tear the line that was being written, never one before it.
                if (end < 0 || end == text.Length - 1)
                {
                    yield break;
                }

                throw new JournalException(
                    $"Line {number} of {name} is damaged: its checksum does not match. "
                        + "Perhaps the file was edited; restore it from a copy.");
            }

            yield return record;
            start = end + 1;
        }
    }

    private static JournalRecord? Parse(string line, ref string chain)
    {
        if (line.Length < ChecksumLength + 2 || line[ChecksumLength] != ' ')
        {
            return null;
        }

        var json = line[(ChecksumLength + 1)..];
        var checksum = Checksum(chain, json);
        if (!line.AsSpan(0, ChecksumLength).SequenceEqual(checksum))
        {
            return null;
        }

        chain = checksum;
        return JsonSerializer.Deserialize(json, s_json.JournalRecord);
    }

    private static string Checksum(string chain, string json) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(chain + json)).AsSpan(0, ChecksumLength / 2));
}
