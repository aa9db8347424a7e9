using System.Text.Json;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// Where the best balance is worse than the balance that the plan was first made for, bounds of the first one were printed, and the plan
/// then failed its own verification. The values are those of an exhaustive search.
/// </summary>
public sealed class BoundsOfAnotherBalance : FieldCase
{
    public BoundsOfAnotherBalance() => Write("racks.csv", "broker,rack\n1,a\n2,a\n3,b\n4,b\n5,b\n6,c\n7,c\n");

    [Theory]
    [InlineData("3,5,1", "7,5", 2)]
    [InlineData("2,4,3", "1,6", 3)]
    public async Task Plan_CordonedBrokers_ReachesTheOptimumAndItsBounds(string offsets3, string letters3, int changes)
    {
        Write("describe.txt", Partitions(offsets3, letters3));

        var report = await Json("plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--cordon", "3,4");
        var bounds = report.GetProperty("bounds");

        Bound(bounds, "balance").ShouldBe((133, 133));
        Bound(bounds, "moves").ShouldBe((7, 7));
        Bound(bounds, "leaders").ShouldBe((25, 25));
        Bound(bounds, "leaderChanges").ShouldBe((changes, changes));
    }

    private static (long Value, long LowerBound) Bound(JsonElement bounds, string goal) =>
        (bounds.GetProperty(goal).GetProperty("value").GetInt64(), bounds.GetProperty(goal).GetProperty("lowerBound").GetInt64());

    private static string Partitions(string offsets3, string letters3)
    {
        string[] lists = ["3,2,4", "6,1,7", "7,5,1", offsets3, "5,2,1", "1,4,6"];
        string[] pairs = ["1,2", "1,5", "4,1", letters3];
        string[] single = ["1", "2", "6"];
        return Topic("offsets", lists) + Topic("letters", pairs) + Topic("scratch", single);
    }

    private static string Topic(string name, string[] lists) =>
        $"Topic: {name}\tPartitionCount: {lists.Length}\tReplicationFactor: {lists[0].Split(',').Length}\tConfigs: \n"
        + string.Concat(lists.Select((list, i) =>
            $"\tTopic: {name}\tPartition: {i}\tLeader: {list.Split(',')[0]}\tReplicas: {list}\tIsr: {list}\n"));
}
