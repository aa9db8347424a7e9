using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.TestKit;

/// <summary>
/// Hand-made plans with every kind of content, for files, reports and tables: they need no planner and never change with it.
/// </summary>
public static class PlanExamples
{
    private const long GiB = 1L << 30;

    /// <summary>Six brokers in a grid of 3 x 2, one dead; some sizes unknown; a warning and a reason; one bound with a gap.</summary>
    public static PlanRequest Request { get; } = ClusterBuilder.Brokers(7).Grid(3, 2)
        .Topic("clicks", [1001, 1002, 1003], [1002, 1003, 1004], [1003, 1004, 1007])
        .Topic("orders_eu", [1001, 1004], [1002, 1001])
        .Size("clicks", 0, 3 * GiB).Size("clicks", 1, GiB).Size("clicks", 2, GiB / 2)
        .Size("orders_eu", 0, 1536)
        .Dead(1007)
        .BuildRequest();

    /// <summary>A plan for <see cref="Request"/>.</summary>
    public static PlanOutcome Outcome { get; } = new()
    {
        Aim = PlanAim.Balance,
        Method = "fast placement",
        Changes =
        [
            new PartitionChange(new TopicPartition("clicks", 0), [1001, 1002, 1003], [1005, 1002, 1003], DataSize.FromBytes(3 * GiB)),
            new PartitionChange(new TopicPartition("clicks", 2), [1003, 1004, 1007], [1004, 1006, 1005], DataSize.FromBytes(GiB / 2)),
            new PartitionChange(new TopicPartition("orders_eu", 1), [1002, 1001], [1001, 1002], DataSize.Unknown),
        ],
        Before = new PlanMetrics
        {
            Dimensions = [new DimensionMetrics("FD", 3, 2), new DimensionMetrics("UD", 1, 0)],
            PartitionsWithAvoidableViolations = 2,
            DeadReplicas = 1,
            Replicas = new LoadRange(0, 3),
            ReplicaSumOfSquares = 36,
            Leaders = new LoadRange(0, 2),
            LeaderSumOfSquares = 9,
            Bytes = new LoadRange(0, 9 * GiB / 2),
            Brokers = Brokers([3, 3, 3, 3, 0, 0], [2, 2, 1, 0, 0, 0], [3 * GiB + 1536, 4 * GiB, 9 * GiB / 2, 3 * GiB / 2 + 1536, 0, 0]),
        },
        After = new PlanMetrics
        {
            Dimensions = [new DimensionMetrics("FD", 1, 0), new DimensionMetrics("UD", 1, 0)],
            PartitionsWithAvoidableViolations = 0,
            DeadReplicas = 0,
            Replicas = new LoadRange(1, 3),
            ReplicaSumOfSquares = 31,
            Leaders = new LoadRange(0, 2),
            LeaderSumOfSquares = 7,
            Bytes = new LoadRange(GiB / 2, 4 * GiB),
            Brokers = Brokers([2, 3, 2, 3, 2, 1], [2, 1, 0, 1, 1, 0], [1536, 4 * GiB, 4 * GiB, 3 * GiB / 2 + 1536, 7 * GiB / 2, GiB / 2]),
        },
        Goals = new(
        [
            new(Goal.Spread, 0, 0),
            new(Goal.Balance, 31, 30),
            new(Goal.Moves, 3, 3),
            new(Goal.Leaders, 7, 7),
            new(Goal.LeaderChanges, 3, 2),
        ]),
        Notes =
        [
            new PlanNote(
                PlanNoteKind.Warning,
                "replication-factor-small",
                "Topic orders_eu has RF 2; over 3 fault domains RF 3 survives the loss of one and stays writable."),
            new PlanNote(
                PlanNoteKind.Reason,
                "balance-limited",
                "FD2 has 2 of 6 brokers; with RF 3 over 3 FDs each of its brokers carries at least 2 replicas."),
        ],
    };

    /// <summary>The manifest of <see cref="Outcome"/>.</summary>
    public static PlanManifest Manifest { get; } = PlanManifest.Create(
        Request,
        Outcome,
        [new PlanInput("snapshot", "cluster.json", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")],
        topics: null) with
    { ToolVersion = "0.0.0-test" };

    /// <summary>The outcome for a cluster that is already balanced.</summary>
    public static PlanOutcome NothingToDo { get; } = Outcome with
    {
        Changes = [],
        Before = Outcome.After,
        Notes = [],
        Goals = new(
        [
            new(Goal.Spread, 0, 0), new(Goal.Balance, 31, 31), new(Goal.Moves, 0, 0), new(Goal.Leaders, 7, 7),
            new(Goal.LeaderChanges, 0, 0),
        ]),
    };

    private static ImmutableArray<BrokerMetrics> Brokers(int[] replicas, int[] leaders, long[] bytes) =>
        [.. Request.Topology.Brokers.Select(
            (b, i) => new BrokerMetrics(b.BrokerId, Request.Snapshot.Brokers[i].Host, b.Domains, replicas[i], leaders[i], bytes[i]))];
}
