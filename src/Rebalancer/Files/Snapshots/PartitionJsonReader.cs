using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;

namespace Rebalancer.Files.Snapshots;

/// <summary>Reads the partitions of one topic after the other, with as few allocations as their replica lists need.</summary>
internal sealed class PartitionJsonReader
{
    private readonly BrokerIdsReader _ids = new();
    private readonly List<int> _repeated = [];
    private readonly Action<int> _onRepeated;
    private readonly List<int> _numbers = [];
    private HashSet<int>? _numberSet;
    private int _last = -1;

    public PartitionJsonReader() => _onRepeated = _repeated.Add;

    /// <summary>Partitions whose ISR names a broker more than once, with these brokers.</summary>
    public List<string> RepeatedInSync { get; } = [];

    /// <summary>Whether the numbers came in ascending order so far.</summary>
    public bool InOrder => _numberSet is null;

    public void StartTopic()
    {
        _numbers.Clear();
        _numberSet = null;
        _last = -1;
    }

    public PartitionSnapshot Read(ref JsonInput input, string topic, out int newBytes)
    {
        var number = -1;
        var leader = PartitionSnapshot.NoLeader;
        var size = DataSize.Unknown;
        var health = PartitionHealth.Healthy;
        ImmutableArray<int> replicas = default;
        ImmutableArray<int> isr = default;
        uint seen = 0;
        newBytes = 0;
        _repeated.Clear();
        input.BeginObject("a partition");
        while (input.NextProperty())
        {
            if (input.At(SnapshotJsonNames.Partition, ref seen))
            {
                number = ReadNumber(ref input);
            }
            else if (input.At(SnapshotJsonNames.Replicas, ref seen))
            {
                replicas = _ids.Read(ref input, "\"replicas\"", ref newBytes);
                if (replicas.IsEmpty)
                {
                    throw input.Fail("\"replicas\" is empty: a partition has at least one replica", null);
                }
            }
            else if (input.At(SnapshotJsonNames.Leader, ref seen))
            {
                leader = input.Int32("the leader", PartitionSnapshot.NoLeader);
            }
            else if (input.At(SnapshotJsonNames.Isr, ref seen))
            {
                isr = input.IsNull ? default : _ids.Read(ref input, "\"isr\"", ref newBytes, _onRepeated);
            }
            else if (input.At(SnapshotJsonNames.SizeBytes, ref seen))
            {
                size = input.IsNull ? DataSize.Unknown : DataSize.FromBytes(input.Int64("the size in bytes", 0));
            }
            else if (input.At(SnapshotJsonNames.Health, ref seen))
            {
                health = input.IsNull ? PartitionHealth.Healthy : ReadHealth(ref input);
            }
            else
            {
                input.Skip();
            }
        }

        Require(ref input, seen, SnapshotJsonNames.Partition, null);
        Require(ref input, seen, SnapshotJsonNames.Replicas, null);
        Require(ref input, seen, SnapshotJsonNames.Leader, "\"leader\":-1 for a partition without leader");
        if (_repeated.Count > 0)
        {
            RepeatedInSync.Add($"{topic}-{number} ({string.Join(", ", _repeated.Distinct())})");
        }

        return new PartitionSnapshot(number, replicas, leader, isr, size, Health(replicas, isr, leader, health));
    }

    /// <summary>Reads the next of those that stand in the usual form.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryRead(ref UsualPartitions usual, out PartitionSnapshot partition, out int newBytes)
    {
        newBytes = 0;
        if (_numberSet is not null || !usual.Next(_last))
        {
            partition = default;
            return false;
        }

        _numbers.Add(_last = usual.Partition);
        var replicas = _ids.Share(usual.Replicas, ref newBytes);
        ImmutableArray<int> isr = usual.HasInSync ? _ids.Share(usual.InSync, ref newBytes) : default;
        partition = new PartitionSnapshot(
            usual.Partition, replicas, usual.Leader, isr, usual.Size, Health(replicas, isr, usual.Leader, PartitionHealth.Healthy));
        return true;
    }

    /// <summary>
    /// The rule's flags in place of the file's. Of a partition that was being reassigned the file has only the target, so what it says of
    /// the original stands.
    /// </summary>
    private static PartitionHealth Health(ImmutableArray<int> replicas, ImmutableArray<int> isr, int leader, PartitionHealth told)
    {
        if (isr.IsDefault || told.HasFlag(PartitionHealth.Reassigning))
        {
            return leader < 0 ? told | PartitionHealth.Leaderless : told & ~PartitionHealth.Leaderless;
        }

        return (told & ~(PartitionHealth.UnderReplicated | PartitionHealth.Leaderless)) | HealthRule.Derive(
            replicas.Ids(), replicas.Ids(), isr.Ids(), leader);
    }

    private static void Require(ref JsonInput input, uint seen, JsonName name, string? fix)
    {
        if ((seen & name.Mark) == 0)
        {
            throw input.Fail($"the partition has no \"{name.Text}\"", fix);
        }
    }

    private static PartitionHealth ReadHealth(ref JsonInput input)
    {
        var health = PartitionHealth.Healthy;
        input.BeginArray("\"health\"");
        while (input.NextElement())
        {
            // A flag that is not known is a field that is not known: ignored.
            var name = input.String("a health flag");
            health |= Array.Find(SnapshotJsonNames.HealthFlags, flag => flag.Name == name).Flag;
        }

        return health;
    }

    private int ReadNumber(ref JsonInput input)
    {
        var number = input.Int32("the partition number", 0);
        if (number <= _last && _numberSet is null)
        {
            _numberSet = [.. _numbers];
        }

        if (_numberSet is not null && !_numberSet.Add(number))
        {
            throw input.Fail($"partition {number} is listed twice", "one of the two has another number");
        }

        _numbers.Add(number);
        _last = number;
        return number;
    }
}
