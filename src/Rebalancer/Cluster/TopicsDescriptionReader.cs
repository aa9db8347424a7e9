using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Rebalancer.Input;

namespace Rebalancer.Cluster;

/// <summary>Reads what <c>kafka-topics.sh --describe</c> prints, from Kafka 2.x to 4.x: one line a topic, then one a partition, each of "Key: value" columns.</summary>
/// <remarks>
/// Columns that are not known (Elr, LastKnownElr) do not matter; tabs may have become spaces. Lines that do not start with "Topic:", such as a tool's
/// warnings, are passed over. Of a partition that is being reassigned, the target is kept: its replicas without those that are being removed.
/// </remarks>
internal sealed partial class TopicsDescriptionReader(InputSource source)
{
    private readonly AssignmentBuilder _builder = new();
    private readonly ReplicaLists _lists = new();
    private readonly List<string> _warnings = [];
    private readonly Dictionary<string, int> _partitionCounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _columns = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _deleted = new(StringComparer.Ordinal);
    private int _line;

    public (ImmutableArray<TopicSnapshot> Topics, ImmutableArray<string> Warnings) Read()
    {
        string? first = null;
        foreach (var line in source.ReadLines())
        {
            _line++;
            first ??= string.IsNullOrWhiteSpace(line) ? null : line.Trim();
            if (line.AsSpan().TrimStart().StartsWith("Topic:"))
            {
                ReadLine(line);
            }
        }

        if (_builder.IsEmpty && _partitionCounts.Count == 0)
        {
            var generated = first == "Current partition replica assignment";
            throw new InputException($"{source.Name}: this is neither Kafka's reassignment JSON nor the output of kafka-topics.sh --describe: it starts with {InputText.Quote(first ?? "")}. "
                + (generated ? "Perhaps keep only the JSON line that follows." : "Perhaps another file was meant."));
        }

        Warn();
        return (_builder.Build(), [.. _warnings]);
    }

    private void ReadLine(string line)
    {
        SplitColumns(line);
        var topic = _columns["Topic"];
        if (TopicNames.Problem(topic) is { } problem)
        {
            throw Fail(problem, null);
        }

        if (_columns.ContainsKey("Partition"))
        {
            ReadPartition(topic);
        }
        else if (_columns.ContainsKey("PartitionCount"))
        {
            ReadTopic(topic);
        }
        else
        {
            throw Fail($"{InputText.Quote(line.Trim())} names neither a partition nor a partition count", "the line was cut off");
        }
    }

    private void ReadTopic(string topic)
    {
        if (!_partitionCounts.TryAdd(topic, Number("PartitionCount")))
        {
            throw Fail($"topic \"{topic}\" is listed twice", "the outputs of two runs were joined into one file");
        }

        if (_columns.TryGetValue("TopicId", out var text) && KafkaUuid.TryParse(text, out var id))
        {
            _builder.SetId(topic, id);
        }
    }

    private void ReadPartition(string topic)
    {
        // Kafka before 2.4 (through ZooKeeper) prints the mark for topics that are on their way out.
        if (_columns.TryGetValue("MarkedForDeletion", out var mark) && mark.StartsWith("true", StringComparison.OrdinalIgnoreCase))
        {
            _deleted.Add(topic);
            return;
        }

        var number = Number("Partition");
        var adding = Ids("Adding Replicas", required: false);
        var removing = Ids("Removing Replicas", required: false);
        var replicas = Ids("Replicas", required: true).Except(removing).ToArray();
        if (replicas.Length == 0)
        {
            throw Fail($"partition {topic}-{number} has no replicas", "the line was cut off");
        }

        var isr = Ids("Isr", required: true);
        var leader = Text("Leader") is "none" or "-1" or "null" ? PartitionSnapshot.NoLeader : Number("Leader");
        var health = (isr.Length < replicas.Length ? PartitionHealth.UnderReplicated : 0)
            | (leader == PartitionSnapshot.NoLeader ? PartitionHealth.Leaderless : 0)
            | (Ids("Offline", required: false).Length > 0 ? PartitionHealth.OfflineReplica : 0)
            | (adding.Length + removing.Length > 0 ? PartitionHealth.Reassigning : 0);
        var partition = new PartitionSnapshot(number, _lists.Get(replicas, out _), leader, _lists.Get(isr, out _), PartitionSnapshot.UnknownSize, health);
        if (!_builder.TryAdd(topic, partition))
        {
            throw Fail($"partition {topic}-{number} is listed twice", "the outputs of two runs were joined into one file");
        }
    }

    private void SplitColumns(string line)
    {
        _columns.Clear();
        var matches = Key().Matches(line);
        for (var i = 0; i < matches.Count; i++)
        {
            var start = matches[i].Index + matches[i].Length;
            var end = i + 1 < matches.Count ? matches[i + 1].Index : line.Length;
            _columns.TryAdd(matches[i].Groups["key"].Value, line[start..end].Trim());
        }
    }

    private string Text(string column) =>
        _columns.TryGetValue(column, out var text) ? text : throw Fail($"the column \"{column}:\" is missing", "the line was cut off, or the output filtered");

    private int Number(string column)
    {
        var text = Text(column);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Fail($"{column} {InputText.Quote(text)} is not a number from 0 to {int.MaxValue}", null);
    }

    private int[] Ids(string column, bool required)
    {
        if (!required && !_columns.ContainsKey(column))
        {
            return [];
        }

        var texts = Text(column).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var ids = new int[texts.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            if (!int.TryParse(texts[i], NumberStyles.None, CultureInfo.InvariantCulture, out ids[i]))
            {
                throw Fail($"the broker id {InputText.Quote(texts[i])} in \"{column}:\" is not a number from 0 to {int.MaxValue}", null);
            }

            if (ids.AsSpan(0, i).Contains(ids[i]))
            {
                throw Fail($"broker {ids[i]} is listed twice in \"{column}:\"", null);
            }
        }

        return ids;
    }

    private void Warn()
    {
        foreach (var (topic, count) in _partitionCounts.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var found = _builder.CountOf(topic);
            if (found != count && !_deleted.Contains(topic))
            {
                _warnings.Add($"{source.Name} holds {found} of the {InputText.Count(count, "partition")} of topic \"{topic}\". Perhaps the output was filtered or cut off.");
            }
        }

        if (_deleted.Count > 0)
        {
            _warnings.Add($"{source.Name}: {InputText.Count(_deleted.Count, "topic")} marked for deletion, left out: {InputText.List(_deleted)}.");
        }
    }

    private InputException Fail(string problem, string? fix)
    {
        var topic = _columns.TryGetValue("Topic", out var name) ? $" (topic {InputText.Quote(name)})" : "";
        return new InputException($"{source.Name}, line {_line}{topic}: {problem}.{(fix is null ? "" : $" Perhaps {fix}.")}");
    }

    [GeneratedRegex(@"(?<=^|\s)(?<key>(Adding |Removing )?[A-Za-z]+):")]
    private static partial Regex Key();
}
