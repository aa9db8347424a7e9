using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;

namespace Rebalancer.Files.Snapshots;

/// <summary>Reads the topics of the snapshot file; partitions are <see cref="PartitionJsonReader"/>'s.</summary>
/// <param name="limits">How much the snapshot may hold.</param>
internal sealed class TopicJsonReader(ReadLimits limits)
{
    private readonly PartitionJsonReader _partitions = new();
    private PartitionSnapshot[] _list = new PartitionSnapshot[256];
    private int _count;
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
        PartitionSnapshot[] partitions = [];
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
        AddHealth(partitions, minimum);
        return new TopicSnapshot(name, ImmutableCollectionsMarshal.AsImmutableArray(partitions))
        {
            TopicId = id,
            MinInSyncReplicas = minimum,
            HasPlacementConstraints = constrained,
        };
    }

    /// <summary>Partitions under <c>min.insync.replicas</c>, which may stand behind them in the file.</summary>
    private static void AddHealth(PartitionSnapshot[] partitions, int? minimum)
    {
        for (var i = 0; minimum is not null && i < partitions.Length; i++)
        {
            partitions[i] = HealthRule.WithMinimum(partitions[i], minimum.Value);
        }
    }

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

    private PartitionSnapshot[] ReadPartitions(ref JsonInput input)
    {
        _count = 0;
        _partitions.StartTopic();
        Span<int> ids = stackalloc int[2 * UsualPartitions.MostIds];
        input.BeginArray("\"partitions\"");
        while (input.NextElement())
        {
            Add(_partitions.Read(ref input, _topic, out var newBytes), newBytes);
            var usual = new UsualPartitions(input.Ahead, ids);
            while (_partitions.TryRead(ref usual, out var partition, out newBytes))
            {
                Add(partition, newBytes);
            }

            input.PassOver(usual.Count, usual.Length);
            if (limits.Problem(_heldBytes, _replicaCount) is { } problem)
            {
                throw input.Fail($"the cluster is too large to hold: {problem}", "a machine or container with more memory helps");
            }
        }

        var partitions = new PartitionSnapshot[_count];
        Array.Copy(_list, partitions, _count);
        if (!_partitions.InOrder)
        {
            Array.Sort(partitions, static (a, b) => a.Partition.CompareTo(b.Partition));
        }

        return partitions;
    }

    private void Add(in PartitionSnapshot partition, int newBytes)
    {
        if (_count == _list.Length)
        {
            Array.Resize(ref _list, 2 * _count);
        }

        _list[_count++] = partition;
        _heldBytes += newBytes + Unsafe.SizeOf<PartitionSnapshot>();
        _replicaCount += partition.Replicas.Length;
    }
}
