using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>What a run sets while it moves, and what it does where it cannot.</summary>
public sealed class ThrottlerTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;
    private const string FollowerRate = "follower.replication.throttled.rate";
    private const string LeaderRate = "leader.replication.throttled.rate";
    private const string LeaderList = "leader.replication.throttled.replicas";
    private const string FollowerList = "follower.replication.throttled.replicas";

    private static readonly ExecutionOptions s_options = new()
    {
        Throttle = ThrottleSetting.Rate(5 * Megabyte),
        HoldTimeout = TimeSpan.FromMinutes(2),
    };

    [Fact]
    public void Entries_SeveralSteps_AreSortedAndWithoutReorders()
    {
        MoveStep[] steps =
        [
            Step("t", 3, [3, 1], [1, 9, 8]), Step("t", 2, [7], [6]), Step("t", 1, [1, 2], [2, 1]), Step("s", 0, [5, 4], [4]),
            Step("a", 0, [1], [2]),
        ];

        var entries = ThrottlePlan.Entries(steps);

        entries.Keys.ShouldBe(["a", "t"]);
        entries["t"].Leaders.ShouldBe(["2:7", "3:1", "3:3"]);
        entries["t"].Followers.ShouldBe(["2:6", "3:8", "3:9"]);
        ThrottlePlan.Brokers(steps).ShouldBe([1, 2, 3, 6, 7, 8, 9]);
    }

    [Fact]
    public void ListBudget_Steps_TakeTheLongerOfBothListsUpToTheMost()
    {
        // "0:1,0:2," has 8 bytes, "0:7,0:8,0:9," has 12.
        var (copies, more) = (Step("t", 0, [1, 2], [7, 8, 9]), Step("t", 1, [1, 2, 3], [1, 2, 4]));
        var budget = new ThrottleListBudget(topic => topic == "t" ? 32767 - 24 : 32767);

        budget.WhyNot(copies).ShouldBeNull();
        budget.Take(copies);
        budget.WhyNot(more).ShouldBeNull("12 bytes are left, and it has 12");
        budget.Take(more);

        budget.WhyNot(more).ShouldBe("the throttle list of t has 32767 of at most 32767 bytes");
        budget.WhyNot(Step("t", 2, [1, 2], [2, 1])).ShouldBeNull("an order needs no entry");
        budget.WhyNot(Step("u", 0, [1], [2])).ShouldBe("the throttle list of u has 32767 of at most 32767 bytes");
    }

    [Fact]
    public void Apply_WhileItMoves_ListsAndRatesAreThoseOfTheMoves()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 100 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([4, 5], [5, 4]));
        IReadOnlyList<string> seen = [];
        scenario.Cluster.After(TimeSpan.FromSeconds(10), () => seen = scenario.Cluster.ThrottleKeys());

        scenario.Apply(s_options).Outcome.ShouldBe(ExecutionOutcome.Completed);

        seen.ShouldBe(
            [
                .. new[] { 1, 2, 3, 6 }.SelectMany(b => new[] { $"broker {b} {FollowerRate}=5000000", $"broker {b} {LeaderRate}=5000000" }),
                $"topic t {FollowerList}=0:6", $"topic t {LeaderList}=0:1,0:2,0:3",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void Apply_OneOfTwoMovesIsDone_ItsEntriesAreTakenOff()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 10 * Megabyte, ([1, 2, 3], [1, 2, 6])).Topic("u", 300 * Megabyte, ([4, 5, 7], [4, 5, 9]));
        IReadOnlyList<string> seen = [];
        scenario.Cluster.After(TimeSpan.FromSeconds(50), () => seen = scenario.Cluster.ThrottleKeys());

        scenario.Apply(s_options).Outcome.ShouldBe(ExecutionOutcome.Completed);

        seen.Where(k => k.StartsWith("topic", StringComparison.Ordinal))
            .ShouldBe([$"topic u {FollowerList}=0:9", $"topic u {LeaderList}=0:4,0:5,0:7"], ignoreOrder: true);
    }

    [Fact]
    public void Apply_WithoutThrottle_SetsNone()
    {
        using var scenario = ApplyTests.Mixed();

        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.None }).Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Cluster.RequestCount(KafkaApiKeys.IncrementalAlterConfigs).ShouldBe(0);
    }

    [Fact]
    public void Apply_RateOfOthers_IsReplacedToldAndPutBack()
    {
        using var scenario = Small();
        scenario.Cluster.SetConfig(ConfigResource.Broker(6), FollowerRate, "123");

        var report = scenario.Apply(s_options);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Notes.ShouldContain(
            $"Rates that others set are replaced while the plan runs, and put back afterwards: broker 6 {FollowerRate}=123.");
        report.Notes.ShouldBe(
            [$"Rates that others set were replaced while the plan ran, and have been put back: broker 6 {FollowerRate}=123."]);
        scenario.Cluster.ThrottleKeys().ShouldBe([$"broker 6 {FollowerRate}=123"]);
    }

    [Fact]
    public void Apply_EveryTopicIsListed_TheListStaysAsItIs()
    {
        using var scenario = Small();
        scenario.Cluster.SetConfig(ConfigResource.Topic("t"), LeaderList, "*");

        scenario.Apply(s_options).Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Cluster.ThrottleKeys().ShouldBe([$"topic t {LeaderList}=*"]);
    }

    [Theory]
    [InlineData(ConfigResourceKind.Topic, "The throttle lists of topic t cannot be set: ")]
    [InlineData(ConfigResourceKind.Broker, "The throttle rates of broker 1 cannot be set: ")]
    public void Apply_ThrottleIsRefused_NothingIsStartedAndItIsToldWhy(ConfigResourceKind kind, string why)
    {
        using var scenario = Small();
        using var refusing = scenario.Cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, request =>
            ((IEnumerable<ConfigChange>)request.Body!).Any(c => c.Resource.Kind == kind && c.Value is not null)
                ? RequestFault.Error(KafkaErrorCode.PolicyViolation) : null);

        var report = scenario.Apply(s_options);

        report.Outcome.ShouldNotBe(ExecutionOutcome.Completed);
        scenario.Cluster.RequestCount(KafkaApiKeys.AlterPartitionReassignments).ShouldBe(0);
        scenario.Events.OfType<WindowHeld>().SelectMany(e => e.Reasons).ShouldContain(r => r.StartsWith(why, StringComparison.Ordinal));
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_ConfigurationCannotBeRead_NothingIsStartedUntilItCan()
    {
        using var scenario = Small();
        var isRead = false;
        using var refusing = scenario.Cluster.OnRequest(KafkaApiKeys.DescribeConfigs, _ =>
            isRead && scenario.Cluster.Now < TimeSpan.FromSeconds(60) ? RequestFault.Error(KafkaErrorCode.UnknownServerError) : null);
        using var begun = scenario.Cluster.OnRequest(KafkaApiKeys.DescribeLogDirs, _ =>
        {
            isRead = true;
            return null;
        });

        var report = scenario.Apply(s_options);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Events.OfType<WindowHeld>().SelectMany(e => e.Reasons)
            .ShouldContain("The throttle lists of topic t cannot be read.");
        report.Notes.ShouldContain(n => n.StartsWith("Throttle values cannot be read") && n.Contains("topic t ("));
    }

    [Fact]
    public void Apply_RatesOfABrokerCannotBeRead_NothingIsStartedUntilTheyCan()
    {
        using var scenario = Small();
        var isRead = false;
        using var begun = scenario.Cluster.OnRequest(KafkaApiKeys.DescribeLogDirs, _ =>
        {
            isRead = true;
            return null;
        });
        using var refusing = scenario.Cluster.OnRequest(KafkaApiKeys.DescribeConfigs, request =>
            isRead && scenario.Cluster.Now < TimeSpan.FromSeconds(60) && request.Body is ConfigResource resource
                && resource == ConfigResource.Broker(6) ? RequestFault.Error(KafkaErrorCode.UnknownServerError) : null);

        var report = scenario.Apply(s_options);

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Events.OfType<WindowHeld>().SelectMany(e => e.Reasons)
            .ShouldContain("The throttle rates of broker 6 cannot be read.");
        scenario.Events.OfType<RunNote>().Single(n => n.Text.StartsWith("Throttle values cannot be read")).IsWarning.ShouldBeTrue();
    }

    [Fact]
    public void Apply_BrokerThatGivesIsDown_IsToldAndTheOthersAreThrottled()
    {
        using var scenario = Small();
        scenario.Cluster.StopBroker(3);
        scenario.Advance(20);
        IReadOnlyList<string> seen = [];
        scenario.Cluster.After(TimeSpan.FromSeconds(10), () => seen = scenario.Cluster.ThrottleKeys());

        scenario.Apply(s_options);

        scenario.Events.OfType<RunNote>().Single(n => n.Text == "Throttle rates cannot be set now on brokers that are not up: 3.").IsWarning
            .ShouldBeTrue();
        seen.Where(k => k.StartsWith("broker ", StringComparison.Ordinal)).Select(k => k[..8]).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(["broker 1", "broker 2", "broker 6"]);
    }

    [Fact]
    public void Apply_AllBrokersAreUp_NoneIsToldAsAway()
    {
        using var scenario = Small();

        scenario.Apply(s_options);

        scenario.Notes.ShouldNotContain(n => n.StartsWith("No throttle is set", StringComparison.Ordinal));
    }

    [Fact]
    public void Apply_SeveralLooks_SetsEachValueOnceAndGivesItBackOnce()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 100 * Megabyte, ([1, 2, 3], [1, 2, 6])).Topic("s", 100 * Megabyte, ([1, 2, 3], [1, 2, 6]));
        var sent = new SortedDictionary<string, int>(StringComparer.Ordinal);
        using var counting = scenario.Cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, request =>
        {
            foreach (var change in (IEnumerable<ConfigChange>)request.Body!)
            {
                var what = $"{change.Resource.Kind} {change.Resource.Name} {change.Key}";
                sent[what] = sent.GetValueOrDefault(what) + 1;
            }

            return null;
        });

        scenario.Apply(s_options).Outcome.ShouldBe(ExecutionOutcome.Completed);

        sent.Count.ShouldBe((4 * 2) + (2 * 2));

        // Lists lose their entries when the moves end, before they are given back.
        sent.ShouldAllBe(s => s.Value == (s.Key.StartsWith("Topic ", StringComparison.Ordinal) ? 3 : 2));
    }

    [Fact]
    public void Apply_Throttle_MovesBeginAMomentAfterItIsSet()
    {
        using var scenario = Small();
        var (set, begun) = (TimeSpan.Zero, TimeSpan.Zero);
        using var setting = scenario.Cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, _ =>
        {
            set = begun == TimeSpan.Zero ? scenario.Cluster.Now : set;
            return null;
        });
        using var beginning = scenario.Cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            begun = begun == TimeSpan.Zero ? scenario.Cluster.Now : begun;
            return null;
        });

        scenario.Apply(s_options).Outcome.ShouldBe(ExecutionOutcome.Completed);

        begun.ShouldBeGreaterThanOrEqualTo(set + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Apply_SettingFailsForAMoment_IsTriedAgainAfterAPause()
    {
        using var scenario = Small();
        List<TimeSpan> tries = [];
        using var failing = scenario.Cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, request =>
        {
            tries.Add(scenario.Cluster.Now);
            return tries.Count <= 3 ? RequestFault.Error(KafkaErrorCode.RequestTimedOut) : null;
        });

        scenario.Apply(s_options).Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Events.OfType<WindowHeld>().ShouldBeEmpty();
        for (var i = 1; i < 4; i++)
        {
            tries[i].ShouldBeGreaterThanOrEqualTo(tries[i - 1] + TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public void Apply_Records_AreSortedAndNeverEmpty()
    {
        using var scenario = new ExecutionScenario();
        scenario.Topic("t", 10 * Megabyte, ([1, 2, 3], [1, 2, 6])).Topic("s", 300 * Megabyte, ([4, 5, 7], [4, 5, 9]))
            .Topic("u", 200 * Megabyte, ([4, 5, 7], [4, 5, 9]));
        List<string[]> records = [];

        scenario.Drive(e => e.ApplyAsync(scenario.Request(s_options)), record => records.AddRange(record switch
        {
            ThrottlesFound found => [[.. found.Values.Select(v => $"{v.Resource.Name} {v.Key}")]],
            ThrottlesSetting setting => [[.. setting.Values.Select(v => v.Resource.Name)]],
            _ => [],
        })).Outcome.ShouldBe(ExecutionOutcome.Completed);

        records.Count.ShouldBeGreaterThan(4);
        records.ShouldAllBe(r => r.Length > 0);
        foreach (var record in records)
        {
            record.ShouldBe(record.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Apply_WithoutThrottleWhereListsOfOthersAreFull_NeedsNoRoomInThem()
    {
        using var scenario = Small();
        scenario.Cluster.SetConfig(
            ConfigResource.Topic("t"), LeaderList, string.Join(',', Enumerable.Range(100_000, 3640).Select(p => $"{p}:7")));

        scenario.Apply(s_options with { Throttle = ThrottleSetting.None }).Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Events.OfType<WindowHeld>().ShouldBeEmpty();
    }

    [Fact]
    public void Apply_BrokersShowRatesLate_WaitsForThem()
    {
        using var scenario = new ExecutionScenario(configure: o => o with { MetadataLag = TimeSpan.FromSeconds(3) });
        scenario.Topic("t", 40 * Megabyte, ([1, 2, 3], [1, 2, 6]));
        scenario.Advance(4);

        scenario.Apply(s_options).Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Events.OfType<WindowHeld>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FollowerRate, "777")]
    [InlineData(LeaderRate, null)]
    public void Apply_RateIsNotShownAfterItWasSet_NothingIsStartedUntilItIs(string key, string? shown)
    {
        using var scenario = Small();
        var isSet = false;
        using var setting = scenario.Cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, request =>
        {
            isSet |= ((IEnumerable<ConfigChange>)request.Body!).Any(c => c.Resource == ConfigResource.Broker(6) && c.Key == key);
            return null;
        });
        var first = TimeSpan.Zero;
        using var reverting = scenario.Cluster.OnRequest(KafkaApiKeys.DescribeConfigs, request =>
        {
            if (isSet && scenario.Cluster.Now < TimeSpan.FromSeconds(40))
            {
                scenario.Cluster.SetConfig(ConfigResource.Broker(6), key, shown);
            }

            return null;
        });
        using var beginning = scenario.Cluster.OnRequest(KafkaApiKeys.AlterPartitionReassignments, _ =>
        {
            first = first == TimeSpan.Zero ? scenario.Cluster.Now : first;
            return null;
        });

        var report = scenario.Apply(s_options);

        scenario.Events.OfType<WindowHeld>().SelectMany(e => e.Reasons).ShouldContain(
            $"Broker 6 does not show {key}=5000000 after it was set. Perhaps somebody else sets it too.", report.Summary);
        first.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(40), report.Summary);
    }

    private static ExecutionScenario Small() => new ExecutionScenario().Topic("t", 40 * Megabyte, ([1, 2, 3], [1, 2, 6]));

    private static MoveStep Step(string topic, int partition, int[] from, int[] to) =>
        new(LookBuilder.Name(topic, partition), [.. from], [.. to], from[0], 0, 0, false);
}
