using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rebalancer.Kafka.Execution.Journal.Format;

/// <summary>The lines of a journal: eight hex digits of a chained checksum, a space, one JSON object.</summary>
/// <remarks>The checksum of a line covers the line before it, so a line that was removed or changed in the middle is noticed. A line without its end was torn by a crash.</remarks>
internal static class JournalFormat
{
    public const int CurrentVersion = 1;

    private const string FilePrefix = "journal-";
    private const string FileSuffix = ".jsonl";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The name of a run's file; names sort as the runs do.</summary>
    public static string FileName(int run) => string.Create(CultureInfo.InvariantCulture, $"{FilePrefix}{run:D4}{FileSuffix}");

    /// <summary>Journal files of a directory with their run numbers, oldest first.</summary>
    public static ImmutableArray<(int Run, string Path)> Files(string directory) => !Directory.Exists(directory) ? [] :
    [
        .. Directory.EnumerateFiles(directory, FilePrefix + "*" + FileSuffix)
            .Select(path => (Run: Number(Path.GetFileName(path)), Path: path))
            .Where(file => file.Run > 0)
            .OrderBy(file => file.Run),
    ];

    /// <summary>A record as its line, with its end.</summary>
    public static string Line(JournalRecord record, ref string chain)
    {
        var json = JsonSerializer.Serialize(record, s_json);
        chain = Checksum(chain, json);
        return chain + " " + json + "\n";
    }

    /// <summary>A line without its end back to its record, or null where the checksum does not fit.</summary>
    public static JournalRecord? Parse(string line, ref string chain)
    {
        if (line.Length < 10 || line[8] != ' ')
        {
            return null;
        }

        var json = line[9..];
        var checksum = Checksum(chain, json);
        if (!line.AsSpan(0, 8).SequenceEqual(checksum))
        {
            return null;
        }

        chain = checksum;
        return JsonSerializer.Deserialize<JournalRecord>(json, s_json);
    }

    private static string Checksum(string chain, string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(chain + json)).AsSpan(0, 4));

    private static int Number(string name) =>
        int.TryParse(name.AsSpan(FilePrefix.Length, name.Length - FilePrefix.Length - FileSuffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var run) ? run : 0;
}
