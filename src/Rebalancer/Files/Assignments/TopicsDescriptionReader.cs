using System.Globalization;
using System.Text.RegularExpressions;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;

namespace Rebalancer.Files.Assignments;

/// <summary>
/// Reads what <c>kafka-topics.sh --describe</c> prints, from Kafka 2.x to 4.x: one line per topic, then one per partition, each of "Key:
/// value" columns; tabs may have become blanks.
/// </summary>
/// <remarks>Of a partition that is being reassigned the target is kept: its replicas without those that are being removed.</remarks>
internal sealed partial class TopicsDescriptionReader(InputFile file, PastedText text, ReadLimits limits)
{
    private readonly AssignmentBuilder _builder = new(limits);
    private readonly ReplicaListCache _lists = new();
    private readonly DescriptionLine _line = new(file.Name);
    private readonly Dictionary<string, int> _partitionCounts = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly List<string> _repeatedInSync = [];
    private int _withEligibleLeaders;

    public AssignmentReading Read()
    {
        foreach (var line in text.Lines())
        {
            _line.Split(line, file.LinesRead);
            ReadLine();
        }

        if (_builder.IsEmpty && _deleted.Count == 0)
        {
            throw file.Fail("there are topic lines but no partitions in it", "the output was filtered or cut off");
        }

        var topics = _builder.Build();
        return new AssignmentReading(
            topics, [.. Warnings(), .. PartialListing.Warnings(file.Name, topics, _partitionCounts, _deleted, text.Passed.PartialListing)]);
    }

    private void ReadLine()
    {
        var name = _line.Required("Topic");
        if (!_line.Has("Partition") && !_line.Has("PartitionCount"))
        {
            throw _line.FailAsNeither();
        }

        if (TopicNames.Problem(name) is { } problem)
        {
            throw _line.Fail(problem, null);
        }

        var topic = _builder.Topic(name);
        if (_line.Has("Partition"))
        {
            ReadPartition(topic);
        }
        else
        {
            ReadTopic(topic);
        }
    }

    private void ReadTopic(AssignmentBuilder.Entry topic)
    {
        if (!_partitionCounts.TryAdd(topic.Name, _line.Number("PartitionCount")))
        {
            throw _line.Fail($"topic \"{topic.Name}\" is listed twice", "the outputs of two runs were joined into one file");
        }

        if (_line.Optional("TopicId") is { } text && KafkaUuid.TryParse(text, out var id))
        {
            topic.Id = id;
        }

        var configs = _line.Optional("Configs") ?? "";
        topic.HasPlacementConstraints |= PlacementConstraints().IsMatch(configs);
        if (MinInSyncReplicas().Match(configs) is { Success: true } match
            && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var minimum) && minimum > 0)
        {
            topic.MinInSyncReplicas = minimum;
        }
    }

    private void ReadPartition(AssignmentBuilder.Entry topic)
    {
        // Kafka before 2.4 (through ZooKeeper) prints the mark for topics that are on their way out.
        if (_line.Optional("MarkedForDeletion") is { } mark && mark.StartsWith("true", StringComparison.OrdinalIgnoreCase))
        {
            _deleted.Add(topic.Name);
            return;
        }

        var number = _line.Number("Partition");
        var adding = _line.Ids("Adding Replicas");
        var removing = _line.Ids("Removing Replicas");
        var holders = _line.DistinctIds("Replicas");
        var target = holders.Except(removing).ToArray();
        if (target.Length == 0)
        {
            throw _line.Fail($"partition {topic.Name}-{number} has no replicas", "the line was cut off");
        }

        // Confluent Server's names: of today, and of the preview in 5.4.
        topic.HasPlacementConstraints |= _line.Ids("Observers").Length > 0 || _line.Ids("LiveObservers").Length > 0;
        _withEligibleLeaders += _line.Ids("Elr").Length > 0 ? 1 : 0;
        var inSync = InSync($"{topic.Name}-{number}");
        var leader = _line.Required("Leader") is "none" or "-1" or "null" ? PartitionSnapshot.NoLeader : _line.Number("Leader");
        var health = HealthRule.Derive([.. holders.Except(adding)], holders, inSync, leader, topic.MinInSyncReplicas)
            | (_line.Ids("Offline").Length > 0 ? PartitionHealth.OfflineReplica : 0)
            | (adding.Length + removing.Length > 0 ? PartitionHealth.Reassigning : 0);
        var partition = new PartitionSnapshot(
            number, _lists.Get(target, out _), leader, _lists.Get(inSync, out _), DataSize.Unknown, health);
        if (!_builder.TryAdd(topic, partition, out var tooLarge))
        {
            throw _line.Fail($"partition {topic.Name}-{number} is listed twice", "the outputs of two runs were joined into one file");
        }

        if (tooLarge is not null)
        {
            throw _line.Fail($"the cluster is too large to hold: {tooLarge}", "a machine or container with more memory helps");
        }
    }

    private int[] InSync(string partition)
    {
        _line.Required("Isr");
        var listed = _line.Ids("Isr");
        var distinct = listed.Distinct().ToArray();
        if (distinct.Length < listed.Length)
        {
            var repeated = listed.GroupBy(id => id).Where(g => g.Count() > 1).Select(g => g.Key);
            _repeatedInSync.Add($"{partition} ({string.Join(", ", repeated)})");
        }

        return distinct;
    }

    private IEnumerable<string> Warnings()
    {
        if (_repeatedInSync.Count > 0)
        {
            yield return RepeatedInSync.Warning(file.Name, _repeatedInSync);
        }

        if (_deleted.Count > 0)
        {
            yield return $"{file.Name}: {InputText.Count(_deleted.Count, "topic")} marked for deletion, left out: "
                + $"{InputText.List(_deleted)}.";
        }

        if (_withEligibleLeaders > 0)
        {
            yield return $"{file.Name}: {InputText.Count(_withEligibleLeaders, "partition")} with eligible leader replicas (the column "
                + "Elr), which play no part in planning.";
        }
    }

    [GeneratedRegex(@"(?:^|,)min\.insync\.replicas=(\d+)")]
    private static partial Regex MinInSyncReplicas();

    [GeneratedRegex(@"(?:^|,)confluent\.placement\.constraints=\s*\{")]
    private static partial Regex PlacementConstraints();
}
