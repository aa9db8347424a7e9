using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;

namespace Rebalancer.Files.Snapshots;

/// <summary>Reads the topics of the snapshot file; partitions are <see cref="PartitionJsonReader"/>'s.</summary>
/// <param name="limits">How much the snapshot may hold.</param>
internal sealed class TopicJsonReader(ReadLimits limits)
{
    private readonly PartitionJsonReader _partitions = new();
    private readonly List<PartitionSnapshot> _list = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private string _topic = "";
    private long _heldBytes;
    private long _replicaCount;

    /// <summary>Partitions whose ISR names a broker more than once.</summary>
    public IReadOnlyCollection<string> RepeatedInSync => _partitions.RepeatedInSync;

    public ImmutableArray<TopicSnapshot> Read(ref JsonInput input)
    {
        var topics = ImmutableArray.CreateBuilder<TopicSnapshot>();
        input.BeginArray("\"topics\"");
        while (input.NextElement())
        {
            topics.Add(ReadTopic(ref input));
        }

        topics.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return topics.DrainToImmutable();
    }

    private TopicSnapshot ReadTopic(ref JsonInput input)
    {
        string? name = null;
        Guid? id = null;
        int? minimum = null;
        var constrained = false;
        var partitions = ImmutableArray<PartitionSnapshot>.Empty;
        uint seen = 0;
        _topic = "";
        input.BeginObject("a topic");
        while (input.NextProperty())
        {
            if (input.At(SnapshotJsonNames.Name, ref seen))
            {
                _topic = name = ReadName(ref input);
                input.Context = $"topic \"{name}\"";
            }
            else if (input.At(SnapshotJsonNames.TopicId, ref seen))
            {
                id = ReadId(ref input);
            }
            else if (input.At(SnapshotJsonNames.MinInSyncReplicas, ref seen))
            {
                minimum = input.IsNull ? null : input.Int32("the min.insync.replicas", 1);
            }
            else if (input.At(SnapshotJsonNames.PlacementConstraints, ref seen))
            {
                constrained = input.Flag("\"placementConstraints\"");
            }
            else if (input.At(SnapshotJsonNames.Partitions, ref seen))
            {
                partitions = ReadPartitions(ref input);
            }
            else
            {
                input.Skip();
            }
        }

        if (name is null)
        {
            throw input.Fail("the topic has no \"name\"", null);
        }

        if ((seen & SnapshotJsonNames.Partitions.Mark) == 0)
        {
            throw input.Fail("the topic has no \"partitions\"", null);
        }

        input.Context = null;
        return new TopicSnapshot(name, WithHealth(partitions, minimum))
        {
            TopicId = id,
            MinInSyncReplicas = minimum,
            HasPlacementConstraints = constrained,
        };
    }

    /// <summary>Partitions under <c>min.insync.replicas</c>, which may stand behind them in the file.</summary>
    private static ImmutableArray<PartitionSnapshot> WithHealth(ImmutableArray<PartitionSnapshot> partitions, int? minimum) =>
        minimum is null
            ? partitions
            : ImmutableArray.CreateRange(partitions, p => HealthRule.WithMinimum(p, minimum.Value));

    private string ReadName(ref JsonInput input)
    {
        var name = input.String("the topic's name");
        if (TopicNames.Problem(name) is { } problem)
        {
            throw input.Fail(problem, null);
        }

        return _names.Add(name) ? name : throw input.Fail($"topic \"{name}\" is listed twice", "its partitions belong into one list");
    }

    private static Guid? ReadId(ref JsonInput input)
    {
        var text = input.OptionalString("the topic id");
        if (text is null)
        {
            return null;
        }

        return KafkaUuid.TryParse(text, out var id) || Guid.TryParse(text, out id)
            ? id
            : throw input.Fail($"the topic id {InputText.Quote(text)} is not a Kafka topic id, which has 22 characters", null);
    }

    private ImmutableArray<PartitionSnapshot> ReadPartitions(ref JsonInput input)
    {
        _list.Clear();
        _partitions.StartTopic();
        input.BeginArray("\"partitions\"");
        while (input.NextElement())
        {
            var partition = _partitions.Read(ref input, _topic, out var newBytes);
            _list.Add(partition);
            _heldBytes += newBytes + Unsafe.SizeOf<PartitionSnapshot>();
            _replicaCount += partition.Replicas.Length;
            if (limits.Problem(_heldBytes, _replicaCount) is { } problem)
            {
                throw input.Fail($"the cluster is too large to hold: {problem}", "a machine or container with more memory helps");
            }
        }

        if (!_partitions.InOrder)
        {
            _list.Sort((a, b) => a.Partition.CompareTo(b.Partition));
        }

        return [.. _list];
    }
}
