using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;

namespace Rebalancer.Files;

/// <summary>
/// Reads CSV files that say something of topics: a name, or the beginning of names with <c>*</c> at the end, then what holds for them. A
/// line with a header and lines that begin with <c>#</c> are passed over; the first rule that matches a topic counts. Cells are separated
/// by commas, semicolons, tabs or <c>|</c>.
/// </summary>
/// <remarks>Stateless and safe to use from many threads at once.</remarks>
public static class TopicRulesFile
{
    private const int MaxRules = 1_000_000;

    /// <summary>Reads <c>topic,replication_factor</c>.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InputException">A line is none of these; the message names it.</exception>
    public static ImmutableArray<TopicRule<int>> ReadReplicationFactors(InputFile file) =>
        Read(file, "topic,replication_factor", (cells, line) =>
        cells is [var factor] && int.TryParse(factor, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1
            ? value
            : throw new InputException(
                $"{file.Name}, line {line}: the replication factor {InputText.Quote(string.Join(',', cells))} is not a whole number from "
                    + "1"));

    /// <summary>
    /// Reads <c>topic,broker,broker,...</c>; the brokers may also stand in one cell, separated by commas, semicolons or spaces.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <returns>The brokers as they are named: ids or hosts.</returns>
    /// <exception cref="InputException">A line is none of these; the message names it.</exception>
    public static ImmutableArray<TopicRule<ImmutableArray<string>>> ReadBrokers(InputFile file) =>
        Read(file, "topic,broker-list", (cells, line) =>
        cells.SelectMany(c => NameList.Split(c))
            .ToImmutableArray() is { IsEmpty: false } brokers
            ? brokers
            : throw new InputException($"{file.Name}, line {line}: no broker is named; the form is topic,broker,broker,..."));

    /// <summary>Reads <c>topic,partitions,replication_factor</c>: topics to be placed.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The partitions as the value's first, the replication factor as its second.</returns>
    /// <exception cref="InputException">A line is none of these; the message names it.</exception>
    public static ImmutableArray<TopicRule<NewTopicSize>> ReadNewTopics(InputFile file) =>
        Read(file, "topic,partitions,replication_factor", (cells, line) =>
        cells is [var partitions, var factor]
        && int.TryParse(partitions, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1
        && int.TryParse(factor, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1
            ? new NewTopicSize(count, value)
            : throw new InputException(
                $"{file.Name}, line {line}: {InputText.Quote(string.Join(',', cells))} is not partitions,replication_factor, both whole "
                    + "numbers from 1"));

    private static ImmutableArray<TopicRule<T>> Read<T>(InputFile file, string form, Func<string[], int, T> parse)
    {
        ArgumentNullException.ThrowIfNull(file);
        var lines = new TextLines(file);
        var first = lines.Read();
        while (first is not null && (string.IsNullOrWhiteSpace(first) || first.TrimStart().StartsWith('#')))
        {
            first = lines.Read();
        }

        var linesBefore = (int)file.LinesRead - 1;
        using var reader = new LineTextReader(first ?? "", lines);
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            HasHeaderRecord = false,
            AllowComments = true,
            Delimiter = NameList.SeparatorOf(first ?? "").ToString(),
            TrimOptions = TrimOptions.Trim,
            BadDataFound = null,
        };
        using var csv = new CsvParser(reader, configuration);
        var rules = ImmutableArray.CreateBuilder<TopicRule<T>>();
        var isFirst = true;
        while (rules.Count < MaxRules && csv.Read())
        {
            var cells = csv.Record!;
            var isHeader = isFirst && cells[0].StartsWith("topic", StringComparison.OrdinalIgnoreCase) && cells.Length > 1
                && !cells[1].Any(char.IsAsciiDigit);
            isFirst = false;
            if (isHeader || cells.All(string.IsNullOrWhiteSpace))
            {
                continue;
            }

            var name = cells[0];
            var stem = name.EndsWith('*') ? name[..^1] : name;
            if (cells.Length < 2 || name.Length == 0 || (stem.Length > 0 && TopicNames.Problem(stem) is not null))
            {
                throw new InputException(
                    $"{file.Name}, line {linesBefore + csv.RawRow}: {InputText.Quote(csv.RawRecord.Trim())} is not {form}");
            }

            rules.Add(new(name, parse(cells[1..], linesBefore + csv.RawRow), linesBefore + csv.RawRow));
        }

        return rules.Count > 0 ? rules.DrainToImmutable() : throw file.Fail("it names no topic", $"write {form}, one a line");
    }
}

/// <summary>How large a new topic is to be.</summary>
/// <param name="Partitions">Its partitions, at least 1.</param>
/// <param name="ReplicationFactor">Replicas of each, at least 1.</param>
public sealed record NewTopicSize(int Partitions, int ReplicationFactor);
