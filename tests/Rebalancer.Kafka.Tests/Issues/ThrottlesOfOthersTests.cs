using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Execution.Journal.Store;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Kafka.Tests.Execution;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Issues;

/// <summary>Throttles of others that a run lost, and its own that it took for somebody's.</summary>
public sealed class ThrottlesOfOthersTests
{
    private const long Megabyte = ExecutionScenario.Megabyte;
    private const string FollowerRate = "follower.replication.throttled.rate";
    private const string LeaderList = "leader.replication.throttled.replicas";

    [Fact]
    public void Apply_KilledAfterAnyRecordWhereBrokersShowChangesLate_TakesNothingOfItsOwnForSomebodys()
    {
        var records = Killed(int.MaxValue, out _);
        for (var n = 1; n <= records; n++)
        {
            Killed(n, out var left);

            left.ShouldBeEmpty($"killed after record {n}");
        }
    }

    [Fact]
    public void Apply_SomebodySetsARateAfterACrash_ItIsPutBack()
    {
        using var scenario = Small(TimeSpan.FromMilliseconds(50));
        Should.Throw<InvalidOperationException>(() => Kill(scenario, 8));
        scenario.Cluster.SetConfig(ConfigResource.Broker(6), FollowerRate, "77000077");

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Cluster.ThrottleKeys().ShouldBe([$"broker 6 {FollowerRate}=77000077"]);
    }

    /// <summary>Only the run that had replaced them said it.</summary>
    [Theory]
    [InlineData(ExecutionCommand.Cancel)]
    [InlineData(ExecutionCommand.Unthrottle)]
    public void CancelAndUnthrottle_ARunThatWasKilledHadReplacedARate_SaysThatItIsPutBack(ExecutionCommand command)
    {
        using var scenario = Small(TimeSpan.FromMilliseconds(50));
        scenario.Cluster.SetConfig(ConfigResource.Broker(6), FollowerRate, "77000077");
        scenario.Advance(1);
        Should.Throw<InvalidOperationException>(() => Kill(scenario, 12));
        scenario.Events.Clear();

        var report = command == ExecutionCommand.Cancel ? scenario.Cancel() : scenario.Unthrottle();

        var told = $"Rates that others set were replaced while the plan ran, and have been put back: broker 6 {FollowerRate}=77000077.";
        report.Notes.ShouldContain(told);
        scenario.Notes.ShouldContain(told);
        scenario.Cluster.ThrottleKeys().ShouldBe([$"broker 6 {FollowerRate}=77000077"]);
    }

    /// <summary>What was tried again had been made from what was there before, and took it back (swarm, seed 941111).</summary>
    [Fact]
    public void Apply_SomebodySetsAListWhileOursIsNotTaken_ItStays()
    {
        using var scenario = Small(TimeSpan.Zero);
        var refused = 0;
        using var refusing = scenario.Cluster.OnRequest(KafkaApiKeys.IncrementalAlterConfigs, request =>
        {
            var takesOff = ((IEnumerable<ConfigChange>)request.Body!).Any(c =>
                c.Resource.Kind == ConfigResourceKind.Topic && string.IsNullOrEmpty(c.Value));
            if (!takesOff || refused == 2)
            {
                return null;
            }

            if (refused++ == 0)
            {
                scenario.Cluster.SetConfig(ConfigResource.Topic("t"), LeaderList, "91:91");
            }

            return RequestFault.Error(KafkaErrorCode.UnknownServerError);
        });

        var report = scenario.Apply();

        refused.ShouldBe(2);
        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Cluster.ThrottleKeys().ShouldBe([$"topic t {LeaderList}=91:91"]);
    }

    /// <summary>Copies went at the rate of somebody else, or at none, while the run said its own.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("300000")]
    public void Apply_SomebodyChangesARateMeanwhile_IsSetAgainAndSaid(string? theirs)
    {
        using var scenario = Small(TimeSpan.FromMilliseconds(50));
        var rates = new List<string?>();
        scenario.Cluster.After(TimeSpan.FromSeconds(8), () => scenario.Cluster.SetConfig(ConfigResource.Broker(6), FollowerRate, theirs));
        scenario.Cluster.After(TimeSpan.FromSeconds(30), () => rates.Add(Rate(scenario)));

        var report = scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(Megabyte) });

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        rates.ShouldBe([$"{Megabyte}"]);
        scenario.Notes.ShouldContain(
            "Throttle rates that others changed or removed while the plan runs are set again: "
            + $"broker 6 {FollowerRate}{(theirs is null ? " removed" : $"={theirs}")}.");
        scenario.Cluster.ThrottleKeys().ShouldBe(theirs is null ? [] : [$"broker 6 {FollowerRate}={theirs}"]);
    }

    [Fact]
    public void Apply_SomebodyKeepsRemovingARate_StartsNothingMore()
    {
        using var scenario = Small(TimeSpan.FromMilliseconds(50));
        for (var second = 8; second < 120; second += 12)
        {
            scenario.Cluster.After(
                TimeSpan.FromSeconds(second), () => scenario.Cluster.SetConfig(ConfigResource.Broker(6), FollowerRate, null));
        }

        scenario.Apply(new ExecutionOptions { Throttle = ThrottleSetting.Rate(Megabyte) });

        scenario.Notes.ShouldContain(n => n.Contains("Somebody keeps changing the throttle rates of broker 6"));
        scenario.Cluster.ThrottleKeys().ShouldBeEmpty();
    }

    /// <summary>"No throttle is left" was all that was said, whatever others had set.</summary>
    [Fact]
    public void Verify_OthersSetThrottles_NamesThemAndClaimsNothing()
    {
        using var scenario = Small(TimeSpan.FromMilliseconds(50));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Verify().Notes.ShouldBeEmpty();
        scenario.Cluster.SetConfig(ConfigResource.Topic("t"), LeaderList, "0:1,0:9");
        scenario.Cluster.SetConfig(ConfigResource.Broker(6), FollowerRate, "77000077");
        scenario.Advance(90);

        var report = scenario.Verify();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.Summary.ShouldEndWith("; no throttle set from this plan directory is left.");
        report.Notes.ShouldBe([
            $"Throttle values are set that this plan directory did not set: {LeaderList} of topic t, {FollowerRate} of broker 6."
        ]);
    }

    [Fact]
    public void Verify_MovesOfTheDirectoryAreThrottled_AreNotTakenForOthers()
    {
        using var scenario = Small(TimeSpan.FromMilliseconds(50));
        scenario.Cluster.SetConfig(ConfigResource.Topic("t"), LeaderList, "7:1");
        scenario.Advance(1);
        Should.Throw<InvalidOperationException>(() => Kill(scenario, 12));
        scenario.Cluster.ThrottleKeys().Count.ShouldBeGreaterThan(4);

        scenario.Verify().Notes.ShouldBeEmpty("the list is this directory's, and keeps the entry of others");
    }

    [Fact]
    public void Verify_ABrokerShowsLateThatItsRateWasGivenBack_IsNotTakenForOthers()
    {
        using var scenario = Small(TimeSpan.FromSeconds(3));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);

        scenario.Verify().Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Verify_RatesMayNotBeRead_SaysNoMoreThanItKnows()
    {
        using var scenario = Small(TimeSpan.FromMilliseconds(50));
        scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
        scenario.Cluster.SetConfig(ConfigResource.Broker(6), FollowerRate, "77000077");
        scenario.Cluster.Authorize(cluster: [AclOperation.Describe]);
        scenario.Advance(1);

        var report = scenario.Verify();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        report.Notes.ShouldBeEmpty();
    }

    private static string? Rate(ExecutionScenario scenario) => scenario.Cluster.ConfigValueOf(ConfigResource.Broker(6), FollowerRate);

    [Fact]
    public void Apply_ListOfOthersIsLong_MovesInPortionsFromTheFirst()
    {
        using var scenario = Small(TimeSpan.FromMilliseconds(50));

        // Room for the entries of one partition, in the leaders' list only.
        var theirs = string.Join(',', Enumerable.Range(100_000, 3639).Select(p => $"{p}:7"));
        theirs.Length.ShouldBe(32_750);
        scenario.Cluster.SetConfig(ConfigResource.Topic("t"), LeaderList, theirs);
        scenario.Advance(1);

        var report = scenario.Apply();

        report.Outcome.ShouldBe(ExecutionOutcome.Completed, report.Summary);
        scenario.Cluster.ConfigValueOf(ConfigResource.Topic("t"), LeaderList).ShouldBe(theirs);
    }

    private static ExecutionScenario Small(TimeSpan lag)
    {
        var scenario = new ExecutionScenario(configure: o => o with { MetadataLag = lag });
        return scenario.Topic("t", 60 * Megabyte, ([1, 2, 3], [1, 2, 6]), ([2, 3, 1], [2, 3, 4]));
    }

    private static int Killed(int n, out IReadOnlyList<string> left)
    {
        using var scenario = Small(TimeSpan.FromSeconds(3));
        if (n == int.MaxValue)
        {
            scenario.Apply().Outcome.ShouldBe(ExecutionOutcome.Completed);
            left = scenario.Cluster.ThrottleKeys();
            return File.ReadAllLines(FileJournalStore.Files(scenario.Directory)[^1].Path).Length;
        }

        Should.Throw<InvalidOperationException>(() => Kill(scenario, n));
        scenario.Undo().Outcome.ShouldBe(ExecutionOutcome.Completed, $"killed after record {n}");
        scenario.Advance(5);
        left = scenario.Cluster.ThrottleKeys();
        return n;
    }

    private static ExecutionReport Kill(ExecutionScenario scenario, int n)
    {
        var written = 0;
        return scenario.Drive(e => e.ApplyAsync(scenario.Request()), _ =>
        {
            if (++written == n)
            {
                throw new InvalidOperationException("killed");
            }
        });
    }
}
