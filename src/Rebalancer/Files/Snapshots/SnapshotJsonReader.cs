using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Files.Assignments;
using Rebalancer.Files.Input;

namespace Rebalancer.Files.Snapshots;

/// <summary>Reads the snapshot file: the root and the brokers; topics are <see cref="TopicJsonReader"/>'s.</summary>
/// <param name="file">The file.</param>
/// <param name="limits">How much the snapshot may hold.</param>
internal sealed class SnapshotJsonReader(InputFile file, ReadLimits limits)
{
    private static readonly JsonName s_partitions = new("partitions", 5);

    // What each broker was listed as, by id: messages name the list.
    private readonly Dictionary<int, string> _listOf = [];

    public ClusterSnapshot Read(ref JsonInput input)
    {
        string? clusterId = null;
        DateTimeOffset? readAt = null;
        ImmutableArray<Broker> brokers = [];
        ImmutableArray<Broker> deadBrokers = [];
        ImmutableArray<TopicSnapshot> topics = [];
        var topicReader = new TopicJsonReader(limits);
        uint seen = 0;
        input.BeginObject("a cluster snapshot");
        while (input.NextProperty())
        {
            if (input.At(SnapshotJsonNames.Version, ref seen))
            {
                ReadVersion(ref input);
            }
            else if (input.At(SnapshotJsonNames.ClusterId, ref seen))
            {
                clusterId = input.OptionalString("the cluster id");
            }
            else if (input.At(SnapshotJsonNames.ReadAt, ref seen))
            {
                readAt = ReadTime(ref input);
            }
            else if (input.At(SnapshotJsonNames.Brokers, ref seen))
            {
                brokers = ReadBrokers(ref input, "brokers");
            }
            else if (input.At(SnapshotJsonNames.DeadBrokers, ref seen))
            {
                deadBrokers = input.IsNull ? [] : ReadBrokers(ref input, "deadBrokers");
            }
            else if (input.At(s_partitions, ref seen))
            {
                throw input.Fail("a cluster snapshot has topics, not \"partitions\", at its top", OtherFiles.Reassignment);
            }
            else if (input.At(SnapshotJsonNames.Topics, ref seen))
            {
                topics = topicReader.Read(ref input);
            }
            else
            {
                input.Skip();
            }
        }

        RequireRoot(ref input, seen, brokers);
        var snapshot = new ClusterSnapshot(clusterId, brokers, deadBrokers, topics) { ReadAt = readAt };
        IEnumerable<string> repeated = topicReader.RepeatedInSync.Count > 0
            ? [RepeatedInSync.Warning(file.Name, topicReader.RepeatedInSync)] : [];
        IEnumerable<string> partial = PartialListing.Warning(file.Name, topics) is { } warning ? [warning] : [];
        return snapshot with { Warnings = [.. partial, .. repeated, .. ClusterRemarks.Of(snapshot)] };
    }

    private static DateTimeOffset? ReadTime(ref JsonInput input)
    {
        return input.OptionalString("the time of reading") is not { } text ? null
            : UtcTime.TryParse(text, out var time) ? time
            : throw input.Fail($"\"readAt\" is {InputText.Quote(text)}, which is not a time in UTC",
                "it has another form: write it as 2026-11-24T09:30:00Z");
    }

    private static void ReadVersion(ref JsonInput input)
    {
        if (input.Int32("the version", int.MinValue) is var version and not SnapshotJsonNames.CurrentVersion)
        {
            throw input.Fail($"version {version} of the cluster snapshot is not known, only version {SnapshotJsonNames.CurrentVersion} is",
                "a newer rebalancer reads it");
        }
    }

    private static void RequireRoot(ref JsonInput input, uint seen, ImmutableArray<Broker> brokers)
    {
        foreach (var name in new[] { SnapshotJsonNames.Brokers, SnapshotJsonNames.Topics })
        {
            if ((seen & name.Mark) == 0)
            {
                throw input.FailWhole($"\"{name.Text}\" is missing", "the file was cut down or is not a cluster snapshot");
            }
        }

        if (brokers.IsEmpty)
        {
            throw input.FailWhole(
                "\"brokers\" is empty: a cluster has at least one live broker", "all brokers were down when the snapshot was taken");
        }
    }

    private ImmutableArray<Broker> ReadBrokers(ref JsonInput input, string list)
    {
        var brokers = ImmutableArray.CreateBuilder<Broker>();
        input.BeginArray($"\"{list}\"");
        while (input.NextElement())
        {
            brokers.Add(ReadBroker(ref input, list));
        }

        brokers.Sort((a, b) => a.Id.CompareTo(b.Id));
        return brokers.ToImmutable();
    }

    private Broker ReadBroker(ref JsonInput input, string list)
    {
        var id = -1;
        string? host = null;
        string? rack = null;
        var cordoned = false;
        long? usable = null;
        uint seen = 0;
        input.BeginObject("a broker");
        while (input.NextProperty())
        {
            if (input.At(SnapshotJsonNames.Id, ref seen))
            {
                id = input.Int32("the broker id", 0);
                if (!_listOf.TryAdd(id, list))
                {
                    throw _listOf[id] == list
                        ? input.Fail($"broker {id} is listed twice", "one of the two has another id")
                        : input.Fail($"broker {id} is both in \"brokers\" and in \"deadBrokers\"",
                            "it came back: then only \"brokers\" should list it");
                }
            }
            else if (input.At(SnapshotJsonNames.Host, ref seen))
            {
                host = input.String("the host");
            }
            else if (input.At(SnapshotJsonNames.Rack, ref seen))
            {
                rack = input.OptionalString("the rack");
            }
            else if (input.At(SnapshotJsonNames.Cordoned, ref seen))
            {
                cordoned = input.Flag("\"cordoned\"");
            }
            else if (input.At(SnapshotJsonNames.UsableBytes, ref seen))
            {
                usable = input.IsNull ? null : input.Int64("the usable bytes", 0);
            }
            else if (input.At(SnapshotJsonNames.LogDirs, ref seen))
            {
                throw input.Fail("a broker of a snapshot has no log dirs", OtherFiles.LogDirs);
            }
            else
            {
                input.Skip();
            }
        }

        if (id < 0)
        {
            throw input.Fail("the broker has no \"id\"", null);
        }

        // Nobody may remember the host of a broker that is gone.
        if (host is null && list == "brokers")
        {
            throw input.Fail($"broker {id} has no \"host\"", "\"host\":\"\" where it is not known");
        }

        return new Broker(id, host ?? "", rack) { Cordoned = cordoned, UsableBytes = usable };
    }
}
