using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Scheduling;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Scheduling;

public sealed class WindowBudgetTests
{
    private static readonly CopyOptions s_options = CopyOptions.Default with { Throttle = DataRate.FromBytesPerSecond(50_000_000) };

    [Fact]
    public void Find_LongWindow_KeepsTheWholePlan()
    {
        var request = ScaleOut(1_000_000_000);

        var found = Find(request, TimeSpan.FromDays(7));

        found.Budget.ShouldBe(request.Options.Budget);
        Lists(found.Outcome).ShouldBe(Lists(new Planner().Plan(request)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    public void Find_ShortWindow_FillsItAndNoMore(int minutes)
    {
        var request = ScaleOut(1_000_000_000);
        var window = TimeSpan.FromMinutes(minutes);
        Find(request, TimeSpan.FromDays(7)).Time.ShouldBeGreaterThan(window * 1.5);

        var found = Find(request, window);

        found.Time.ShouldBeLessThanOrEqualTo(window);
        found.Time.ShouldBeGreaterThan(window / 2, "a window that is half empty would have had room for more");
        found.Budget.Bytes.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(found.Bytes);
        Lists(new Planner().Plan(request with { Options = request.Options with { Budget = found.Budget } })).ShouldBe(Lists(found.Outcome));
    }

    [Fact]
    public void Find_WindowForNothing_CopiesNothing() =>
        Find(ScaleOut(1_000_000_000_000), TimeSpan.FromSeconds(1)).Bytes.ShouldBe(0);

    [Fact]
    public void Find_SizesUnknown_IsRefused() =>
        Should.Throw<InputException>(() => Find(ScaleOut(null), TimeSpan.FromHours(1)))
            .Message.ShouldContain("sizes of");

    [Fact]
    public void Find_NoThrottle_IsRefused() =>
        Should.Throw<InputException>(() => Find(ScaleOut(1), TimeSpan.FromHours(1), CopyOptions.Default))
            .Message.ShouldContain("throttle");

    /// <summary>Six brokers of which two are new, and 120 partitions of two replicas.</summary>
    private static PlanRequest ScaleOut(long? bytes)
    {
        int[][] partitions = [.. Enumerable.Range(0, 120).Select(i => new[] { 1001 + i % 4, 1001 + (i + 1) % 4 })];
        var request = ClusterBuilder.Brokers(6).Racks("a", "b", "a", "b", "a", "b").Topic("t", partitions).BuildRequest();
        return request with
        {
            Snapshot = request.Snapshot with { Topics = [.. request.Snapshot.Topics.Select(t => Sized(t, bytes))] },
        };
    }

    private static TopicSnapshot Sized(TopicSnapshot topic, long? bytes)
    {
        var size = bytes is { } known ? DataSize.FromBytes(known) : DataSize.Unknown;
        return topic with
        {
            Partitions = [.. topic.Partitions.Select(p => new PartitionSnapshot(p.Partition, p.Replicas, p.Leader, p.Isr, size))],
        };
    }

    private static string Lists(PlanOutcome outcome) =>
        string.Join('\n', outcome.Changes.Select(c => $"{c.TopicPartition} {string.Join(',', c.After)}"));

    private static WindowPlan Find(PlanRequest request, TimeSpan window, CopyOptions? options = null) =>
        WindowBudget.Find(new Planner(), request, window, options ?? s_options, null, TestContext.Current.CancellationToken);
}
