using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Simulator;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>Throttles go back to what was there before; what cannot be given back is named, and stays ours until it can.</summary>
public sealed class ThrottleRestoreTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;
    private const string FollowerRate = "follower.replication.throttled.rate";
    private const string LeaderRate = "leader.replication.throttled.rate";
    private const string LeaderList = "leader.replication.throttled.replicas";

    [Fact]
    public void Unthrottle_ValuesOfOthersWereThere_AreThereAgain()
    {
        using var scenario = Stopped(s =>
        {
            s.Cluster.SetConfig(ConfigResource.Broker(6), FollowerRate, "123");
            s.Cluster.SetConfig(ConfigResource.Topic("t"), LeaderList, "7:1");
        });

        var report = scenario.Unthrottle();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Cluster.ThrottleKeys().Order(StringComparer.Ordinal).ShouldBe([
            $"broker 6 {FollowerRate}=123", $"topic t {LeaderList}=7:1",
        ]);
    }

    [Theory]
    [InlineData(KafkaApiKeys.DescribeConfigs, 3)]
    [InlineData(KafkaApiKeys.IncrementalAlterConfigs, 3)]
    public void Unthrottle_AnswersAreLost_AsksAgainBeforeAnythingIsLeft(short api, int times)
    {
        using var scenario = Stopped();
        scenario.Cluster.FailNext(api, RequestFault.LoseAnswer, times);

        var report = scenario.Unthrottle();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Unthrottle_EveryAnswerIsLost_NamesEachAndTheNextOneGivesThemBack()
    {
        using var scenario = Stopped();
        var before = scenario.Cluster.ThrottleKeys();
        using (scenario.Cluster.OnRequest(KafkaApiKeys.DescribeConfigs, _ => RequestFault.Drop))
        {
            var report = scenario.Unthrottle();

            report.Outcome.ShouldBe(ExecutionOutcome.Partial, report.Summary);
            report.ThrottlesLeft.Length.ShouldBe(before.Count);
            report.Summary.ShouldBe($"{before.Count} throttle values are left.");
            scenario.Cluster.ThrottleKeys().ShouldBe(before);
        }

        scenario.Unthrottle().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Unthrottle_ReadBackIsLostWhereBrokersShowChangesLate_LooksAgain()
    {
        using var scenario = Stopped(lag: TimeSpan.FromSeconds(2));
        var altered = false;
        var lost = 0;
        using var reads = scenario.Cluster.OnRequest(
            KafkaApiKeys.DescribeConfigs, _ => altered && lost++ < 3 ? RequestFault.LoseAnswer : null);
        using var writes = scenario.Cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, _ =>
        {
            altered = true;
            return null;
        });

        scenario.Unthrottle().Outcome.ShouldBe(ExecutionOutcome.Completed);

        lost.ShouldBeGreaterThan(3);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Unthrottle_BrokerIsDown_IsNamedAndGivenBackWhenItIsUp()
    {
        using var scenario = Stopped();
        scenario.Cluster.StopBroker(6);
        scenario.Advance(20);

        var report = scenario.Unthrottle();

        report.Outcome.ShouldBe(ExecutionOutcome.Partial);
        report.ThrottlesLeft.ShouldBe([
            $"{FollowerRate} of broker 6: it is not up or does not answer; run 'unthrottle' when it is back.",
            $"{LeaderRate} of broker 6: it is not up or does not answer; run 'unthrottle' when it is back.",
        ]);
        scenario.Cluster.StartBroker(6);
        scenario.Advance(20);
        scenario.Unthrottle().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Unthrottle_TopicIsHidden_IsNamedAndNotForgotten()
    {
        using var scenario = Stopped();
        scenario.Cluster.HideTopic("t");

        var report = scenario.Unthrottle();

        report.ThrottlesLeft.Length.ShouldBe(2);
        report.ThrottlesLeft.ShouldAllBe(t => t.Contains("of topic t: its topic cannot be seen") && t.Contains("run 'unthrottle'"));
        scenario.Cluster.HideTopic("t", hidden: false);
        scenario.Unthrottle().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Unthrottle_TopicIsDeleted_NothingIsLeftAndThePartitionIsGone()
    {
        using var scenario = Stopped();
        scenario.Cluster.DeleteTopic("t");
        scenario.Advance(5);

        var report = scenario.Unthrottle();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.Exceptions.ShouldHaveSingleItem().State.ShouldBe(PartitionState.Gone);
    }

    [Fact]
    public void Unthrottle_MoveEndsMeanwhile_IsToldAsDone()
    {
        using var scenario = Stopped();
        scenario.Cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, _ =>
        {
            scenario.Cluster.LimitReplica("t", 0, 6, null);
            return RequestFault.Delay(TimeSpan.FromSeconds(10));
        });

        scenario.Unthrottle().Exceptions.ShouldBeEmpty();
    }

    [Fact]
    public void Unthrottle_SomebodyChangedTheRate_ItIsLeftAndTold()
    {
        using var scenario = Stopped();
        scenario.Cluster.SetConfig(ConfigResource.Broker(6), FollowerRate, "55");

        var report = scenario.Unthrottle();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.Notes.ShouldContain(n => n.StartsWith("Rates that this tool did not set are left as they are") && n.Contains("=55"));
        scenario.Cluster.ThrottleKeys().ShouldBe([$"broker 6 {FollowerRate}=55"]);
    }

    [Fact]
    public void Unthrottle_SomebodyAddedAnEntry_ItStays()
    {
        using var scenario = Stopped();
        var ours = scenario.Cluster.ConfigValueOf(ConfigResource.Topic("t"), LeaderList);
        scenario.Cluster.SetConfig(ConfigResource.Topic("t"), LeaderList, ours + ",9:9");

        scenario.Unthrottle().Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Cluster.ThrottleKeys().ShouldBe([$"topic t {LeaderList}=9:9"]);
    }

    [Fact]
    public void Unthrottle_IsRefused_NamesEachInOrderAndKeepsThemOurs()
    {
        using var scenario = Stopped();
        using (scenario.Cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, _ => RequestFault.Error(KafkaErrorCode.PolicyViolation)))
        {
            scenario.Unthrottle().ThrottlesLeft.Select(t => t[..t.IndexOf(':', StringComparison.Ordinal)]).ShouldBe([
                "The throttle of topic t", "The throttle of broker 1", "The throttle of broker 2", "The throttle of broker 3",
                "The throttle of broker 6",
            ]);
        }

        scenario.Unthrottle().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    [Fact]
    public void Unthrottle_TwoBrokersAreDown_AreNamedInOrder()
    {
        using var scenario = Stopped();
        scenario.Cluster.StopBroker(3);
        scenario.Cluster.StopBroker(2);
        scenario.Advance(20);

        scenario.Unthrottle().ThrottlesLeft.Select(t => t[..t.IndexOf(':', StringComparison.Ordinal)]).ShouldBe([
            $"{FollowerRate} of broker 2", $"{LeaderRate} of broker 2", $"{FollowerRate} of broker 3", $"{LeaderRate} of broker 3",
        ]);
    }

    // An apply of t-0 from 1,2,3 to 1,2,6 that was stopped in the middle: its throttle stays.
    private static ExecutionScenario Stopped(Action<ExecutionScenario>? before = null, TimeSpan? lag = null)
    {
        var scenario = new ExecutionScenario(configure: o => lag is { } some ? o with { MetadataLag = some } : o);
        scenario.Topic("t", Megabyte, ([1, 2, 3], [1, 2, 6]));
        before?.Invoke(scenario);
        scenario.Cluster.LimitReplica("t", 0, 6, 0);
        using var stop = new CancellationTokenSource();
        scenario.StopAfter(TimeSpan.FromSeconds(20), stop);
        scenario.Apply(cancellationToken: stop.Token).Outcome.ShouldBe(ExecutionOutcome.Interrupted);
        scenario.Cluster.ThrottleKeys().ShouldNotBeEmpty();
        return scenario;
    }
}
