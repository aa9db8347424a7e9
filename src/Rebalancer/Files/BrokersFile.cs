using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Rebalancer.Files.Input;
using Rebalancer.Topology;

namespace Rebalancer.Files;

/// <summary>Reads the brokers out of what <c>kafka-broker-api-versions.sh</c> prints: their ids, hosts and racks.</summary>
/// <remarks>
/// A line <c>wn0-x:9092 (id: 1001 rack: /FD0/UD0 isFenced: false) -> (</c> for each broker. Stateless and safe to use from many threads at
/// once.
/// </remarks>
public static partial class BrokersFile
{
    private const int Examples = 5;
    private const int MaxLinesAhead = 10_000;

    private const string Host = @"(?<host>\S+):\d+";

    private const string Node = @"\(id: (?<id>-?\d+) rack: (?<rack>.*?)(?: isFenced: (?<fenced>true|false))?\)";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <returns>The brokers, with <see cref="RackDimension.Rack"/> where any has a rack; fenced ones are left out with a warning.</returns>
    /// <exception cref="InputException">The file is missing or names no broker, or one twice.</exception>
    public static TopologyTable Read(string path)
    {
        using var file = InputFile.Open(path);
        return Read(file);
    }

    /// <summary>Reads an open file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The brokers, with <see cref="RackDimension.Rack"/> where any has a rack; fenced ones are left out with a warning.</returns>
    /// <exception cref="InputException">The file names no broker, or one twice.</exception>
    public static TopologyTable Read(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var lines = new TextLines(file);
        var passed = new PassedLines();
        var brokers = new SortedDictionary<int, (string Host, string? Rack)>();
        var fenced = new List<int>();
        var silent = new List<int>();
        while ((brokers.Count > 0 || file.LinesRead < MaxLinesAhead) && lines.Read() is { } line)
        {
            if (BrokerLine().Match(line) is not { Success: true } match)
            {
                if (!ApiLine().IsMatch(line) && !string.IsNullOrWhiteSpace(line))
                {
                    passed.Add(line);
                }

                continue;
            }

            if (!int.TryParse(match.Groups["id"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                throw new InputException(
                    $"{file.Name}, line {file.LinesRead}: the broker id "
                    + $"{InputText.Quote(match.Groups["id"].Value)} is not a number from 0 to {int.MaxValue}.");
            }

            if (match.Groups["fenced"].Value == "true")
            {
                fenced.Add(id);
            }
            else if (!brokers.TryAdd(
                id, (match.Groups["host"].Value.Trim('[', ']'), match.Groups["rack"].Value is "null" or ""
                ? null : match.Groups["rack"].Value)))
            {
                throw new InputException(
                    $"{file.Name}, line {file.LinesRead}: broker {id} is listed twice. Perhaps the outputs of two runs were joined "
                    + "into one file.");
            }

            if (match.Groups["error"].Success)
            {
                silent.Add(id);
            }
        }

        if (brokers.Count == 0)
        {
            throw file.Fail(
                "it names no broker as kafka-broker-api-versions.sh "
                    + $"does{(passed.First is { } first ? $"; it starts with {InputText.Quote(first)}" : "")}", "another file was meant");
        }

        var hasRacks = brokers.Values.Any(broker => broker.Rack is not null);
        return new TopologyTable(
            file.Name,
            hasRacks ? [RackDimension.Rack] : [],
            [.. brokers.Select(broker => new TopologyTableEntry(broker.Key, broker.Value.Host, hasRacks ? [broker.Value.Rack] : []))])
        {
            Warnings = [.. Warnings(file.Name, fenced, silent)],
            Notes = [.. passed.Notes(file)],
        };
    }

    /// <summary>Whether a line is one of a broker.</summary>
    internal static bool IsBroker(string line) => BrokerLine().IsMatch(line);

    private static IEnumerable<string> Warnings(string name, List<int> fenced, List<int> silent)
    {
        if (fenced.Count > 0)
        {
            yield return $"{name}: {InputText.Count(fenced.Count, "fenced broker")} left out, so as not to be counted as live: "
                + $"{InputText.List(fenced, Examples)}.";
        }

        if (silent.Count > 0)
        {
            yield return $"{name}: {InputText.Count(silent.Count, "broker")} did not answer Kafka's tool but "
                + $"{(silent.Count == 1 ? "counts" : "count")} as live, "
                + $"since Kafka's metadata named {(silent.Count == 1 ? "it" : "them")}: {InputText.List(silent, Examples)}.";
        }
    }

    [GeneratedRegex(@"^\s*" + Host + " " + Node + @"\s*(?:->\s*(?<error>ERROR)?|$)")]
    private static partial Regex BrokerLine();

    // The lines between a broker and the next: its API versions, one a line.
    [GeneratedRegex(@"^\s*(?:[A-Za-z]+\(\d+\): |UNKNOWN\(\d+\)|\)\s*$)")]
    private static partial Regex ApiLine();
}
