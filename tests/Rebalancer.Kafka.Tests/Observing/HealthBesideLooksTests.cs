using Microsoft.Extensions.Time.Testing;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Observing;
using Rebalancer.Kafka.Tests.Reading;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Observing;

/// <summary>The whole cluster's health is read beside the looks of a run, which wait for it only where they must.</summary>
public sealed class HealthBesideLooksTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly SlowAdmin _admin = new();
    private readonly ClusterObserver _observer;

    public HealthBesideLooksTests() => _observer = new ClusterObserver(_admin, _time, [], (_, _, _) => { });

    [Fact]
    public async Task Look_HealthIsDue_DoesNotWaitAndTakesItWhenItIsThere()
    {
        await FirstLookAsync();

        _time.Advance(ClusterObserver.HealthLifetime);
        (await LookAsync()).Sick.ShouldBeEmpty("the reading has begun and not ended");
        (await LookAsync()).Sick.ShouldBeEmpty();
        _admin.Readings.Count.ShouldBe(2, "one reading is under way");
        _admin.Readings[1].SetResult(Sick);

        (await LookAsync()).Sick.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Look_ReadingDoesNotEnd_WaitsBeforeTheHealthIsTooOld()
    {
        await FirstLookAsync();
        _time.Advance(ClusterObserver.HealthLifetime);
        await LookAsync();

        _time.Advance(ClusterObserver.OldestHealth - ClusterObserver.HealthLifetime);
        var look = LookAsync();
        look.IsCompleted.ShouldBeFalse();
        _admin.Readings[1].SetResult(Sick);

        (await look).Sick.ShouldHaveSingleItem();
        _admin.Readings.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Look_AfterAProblem_WaitsForAReadingThatBeganAfterIt()
    {
        await FirstLookAsync();
        _time.Advance(ClusterObserver.HealthLifetime);
        await LookAsync();
        _admin.Readings[1].SetResult([]);

        var look = LookAsync(isHealthDoubted: true);
        look.IsCompleted.ShouldBeFalse();
        _admin.Readings[2].SetResult(Sick);

        (await look).Sick.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Look_ReadingFails_SaysSoAndReadsAgain()
    {
        await FirstLookAsync();
        _time.Advance(ClusterObserver.HealthLifetime);
        await LookAsync();
        _admin.Readings[1].SetException(new KafkaClusterException(KafkaFailure.Unreachable, "gone"));

        await Should.ThrowAsync<KafkaClusterException>(() => LookAsync());
        var look = LookAsync();
        _admin.Readings[2].SetResult(Sick);

        (await look).Sick.ShouldBeEmpty("it did not wait");
        (await LookAsync()).Sick.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Look_ReadingWasStoppedWithItsLook_ReadsAgain()
    {
        await FirstLookAsync();
        _time.Advance(ClusterObserver.HealthLifetime);
        await LookAsync();
        _admin.Readings[1].SetCanceled();

        (await LookAsync()).Sick.ShouldBeEmpty();
        _admin.Readings[2].SetResult(Sick);
        (await LookAsync()).Sick.ShouldHaveSingleItem();
    }

    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    private static IReadOnlyList<TopicDescription> Sick { get; } =
        [FakeClusterAdmin.Topic("t", FakeClusterAdmin.Partition(0, [1, 2], isr: [1]))];

    private Task<ClusterView> LookAsync(bool isHealthDoubted = false) => _observer.LookAsync(isHealthDoubted, default);

    private async Task FirstLookAsync()
    {
        var look = LookAsync();
        look.IsCompleted.ShouldBeFalse("there is no health yet");
        _admin.Readings[0].SetResult([]);
        (await look).Sick.ShouldBeEmpty();
    }

    /// <summary>All topics are told when the test says so, the rest at once.</summary>
    private sealed class SlowAdmin : FakeClusterAdminBase
    {
        public List<TaskCompletionSource<IReadOnlyList<TopicDescription>>> Readings { get; } = [];

        public override Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new FakeClusterAdmin().Cluster);

        public override Task<IReadOnlyList<OngoingReassignment>> ListReassignmentsAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<OngoingReassignment>>([]);

        public override Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(
            IReadOnlyCollection<string>? topics, CancellationToken cancellationToken)
        {
            if (topics is not null)
            {
                return Task.FromResult<IReadOnlyList<TopicDescription>>([]);
            }

            Readings.Add(new TaskCompletionSource<IReadOnlyList<TopicDescription>>());
            return Readings[^1].Task;
        }
    }
}
