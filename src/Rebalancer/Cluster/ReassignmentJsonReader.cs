using System.Collections.Immutable;
using Rebalancer.Input;

namespace Rebalancer.Cluster;

/// <summary>
/// Reads Kafka's reassignment JSON as the assignment that it describes: <c>{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[1001,1002]}]}</c>.
/// </summary>
/// <remarks>It names no leaders and no ISR: the leader is taken to be the first live replica, which is where Kafka's leader election ends.</remarks>
internal static class ReassignmentJsonReader
{
    private static readonly JsonName s_version = new("version", 0);
    private static readonly JsonName s_partitions = new("partitions", 1);
    private static readonly JsonName s_brokers = new("brokers", 2);

    private static readonly JsonName s_topic = new("topic", 0);
    private static readonly JsonName s_partition = new("partition", 1);
    private static readonly JsonName s_replicas = new("replicas", 2);

    public static ImmutableArray<TopicSnapshot> Read(ref JsonInput input, IReadOnlySet<int> live)
    {
        var builder = new AssignmentBuilder();
        uint seen = 0;
        input.BeginObject("a reassignment");
        while (input.NextProperty())
        {
            if (input.At(s_version, ref seen))
            {
                if (input.Int32("the version", int.MinValue) is var version and not 1)
                {
                    throw input.Fail($"version {version} of Kafka's reassignment JSON is not known, only version 1 is", null);
                }
            }
            else if (input.At(s_partitions, ref seen))
            {
                ReadPartitions(ref input, builder, live);
            }
            else if (input.At(s_brokers, ref seen))
            {
                throw input.Fail("Kafka's reassignment JSON has no \"brokers\"", "this is a cluster snapshot, which goes to --snapshot");
            }
            else
            {
                input.Skip();
            }
        }

        input.End();
        if ((seen & s_partitions.Mark) == 0)
        {
            throw input.FailWhole("\"partitions\" is missing", "this is not Kafka's reassignment JSON");
        }

        return builder.IsEmpty ? throw input.FailWhole("\"partitions\" is empty", null) : builder.Build();
    }

    private static void ReadPartitions(ref JsonInput input, AssignmentBuilder builder, IReadOnlySet<int> live)
    {
        var ids = new BrokerIdsReader();
        input.BeginArray("\"partitions\"");
        while (input.NextElement())
        {
            string? topic = null;
            var number = -1;
            ImmutableArray<int> replicas = [];
            var heldBytes = 0;
            uint seen = 0;
            input.BeginObject("a partition");
            while (input.NextProperty())
            {
                if (input.At(s_topic, ref seen))
                {
                    topic = input.String("the topic's name");
                    if (TopicNames.Problem(topic) is { } problem)
                    {
                        throw input.Fail(problem, null);
                    }
                }
                else if (input.At(s_partition, ref seen))
                {
                    number = input.Int32("the partition number", 0);
                }
                else if (input.At(s_replicas, ref seen))
                {
                    replicas = ids.Read(ref input, "\"replicas\"", ref heldBytes);
                }
                else
                {
                    input.Skip();
                }
            }

            foreach (var name in new[] { s_topic, s_partition, s_replicas })
            {
                if ((seen & name.Mark) == 0)
                {
                    throw input.Fail($"the partition has no \"{name.Text}\"", null);
                }
            }

            if (replicas.IsEmpty)
            {
                throw input.Fail($"partition {topic}-{number} has no replicas: \"replicas\" is empty", null);
            }

            var leader = replicas.FirstOrDefault(live.Contains, PartitionSnapshot.NoLeader);
            if (!builder.TryAdd(topic!, new PartitionSnapshot(number, replicas, leader)))
            {
                throw input.Fail($"partition {topic}-{number} is listed twice", "two files were joined into one");
            }
        }
    }
}
