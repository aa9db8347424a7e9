using CommandLine;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.TestKit;
using Shouldly;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Input;

public sealed class PlanOptionsMapperTests
{
    private static readonly ClusterSnapshot s_cluster = ClusterBuilder.Brokers(3).Topic("clicks", 2, 1).Topic("orders", 2, 1).Dead(1003)
        .Build();

    [Fact]
    public void Map_NoOptions_IsThePlannersDefault()
    {
        var mapped = Map();

        mapped.ShouldBe(PlanOptions.Default);
        mapped.Roles.Dead.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("balance", PlanAim.Balance)]
    [InlineData("Repair", PlanAim.Repair)]
    [InlineData("LEADERS", PlanAim.Leaders)]
    public void Map_Aim_IsThatAim(string word, PlanAim expected) => Map("--aim", word).Aim.ShouldBe(expected);

    [Theory]
    [InlineData("auto", SolverChoice.Auto)]
    [InlineData("fast", SolverChoice.Fast)]
    [InlineData("cp-sat", SolverChoice.CpSat)]
    public void Map_Solver_IsThatSolver(string word, SolverChoice expected) => Map("--solver", word).Solver.ShouldBe(expected);

    [Theory]
    [InlineData("required", SpreadPolicy.Required)]
    [InlineData("preferred", SpreadPolicy.Preferred)]
    public void Map_Spread_IsThatPolicy(string word, SpreadPolicy expected) => Map("--spread", word).Spread.ShouldBe(expected);

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("30 s", 30)]
    [InlineData("250ms", 0.25)]
    [InlineData("1.5m", 90)]
    [InlineData("2H", 7200)]
    public void Map_TimeLimit_IsThatTime(string text, double seconds) =>
        Map("--time-limit", text).TimeLimit.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("25h")]
    [InlineData("1e3")]
    [InlineData("5 apples")]
    public void Map_TimeLimitOutOfRange_NamesOptionAndValue(string text)
    {
        var error = Should.Throw<InputException>(() => Duration.Parse("--time-limit", text));

        error.Message.ShouldContain($"--time-limit '{text}'");
    }

    [Theory]
    [InlineData("2", "'2' has no unit: write 2s, 2m or 2h")]
    [InlineData("30", "'30' has no unit: write 30s or 30m")]
    [InlineData("5000", "'5000' has no unit: write 5000s")]
    [InlineData("1.5", "'1.5' has no unit: write 1.5s, 1.5m or 1.5h")]
    [InlineData("0", "'0' is not a time between 1ms and 24h")]
    [InlineData("100000", "'100000' is not a time between 1ms and 24h")]
    [InlineData(".", "'.' is not a time between 1ms and 24h")]
    public void Map_TimeWithoutUnit_NamesWhatIsLikely(string text, string expected)
    {
        var error = Should.Throw<InputException>(() => Duration.Parse("--window", text));

        error.Message.ShouldContain($"--window {expected}");
    }

    [Fact]
    public void Map_Force_IsForced() => Map("--force").Force.ShouldBeTrue();

    [Fact]
    public void Map_DeadHosts_AreLiveBrokersSortedOnce()
    {
        // 1003 is dead already: nothing to say about it to the planner.
        Map("--dead-hosts", "wn1-test,1001, 1002,1003").Roles.Dead.ShouldBe([1001, 1002]);
    }

    [Fact]
    public void Resolve_HostOfTwoBrokers_AsksForTheId()
    {
        var cluster = ClusterBuilder.Brokers(1).Add(7, host: "same.a").Add(8, host: "same.b").Build();

        BrokerNames.Resolve("--dead-hosts", ["same.a"], cluster).ShouldBe([7]);
        Should.Throw<InputException>(() => BrokerNames.Resolve("--dead-hosts", ["same"], cluster)).Message.ShouldContain(
            "names 2 brokers: 7 (same.a), 8 (same.b); give the broker's id");
    }

    [Theory]
    [InlineData("ALL")]
    [InlineData("all")]
    public void Map_AllTopics_IsNoFilter(string word) => Map("--topics", word).TopicFilter.ShouldBeNull();

    [Theory]
    [InlineData("ALL,clicks", "ALL")]
    [InlineData("clicks,all", "all")]
    public void Map_AllTopicsAndOthers_SaysThatAllStandsAlone(string value, string word) =>
        Should.Throw<InputException>(() => Map("--topics", value)).Message.ShouldBe(
            $"--topics: {word} means every topic and stands alone; leave it out, or leave out the names beside it");

    [Theory]
    [InlineData("--topics", "clicks", "clicks")]
    [InlineData("--topics", "clicks,orders", "clicks orders")]
    [InlineData("--topic-regex", "c.*", "clicks")]
    [InlineData("--topic-regex", "orders|click", "orders")]
    public void Map_Topics_AreTheSelectedOnes(string option, string value, string expected)
    {
        var filter = Map(option, value).TopicFilter.ShouldNotBeNull();

        string.Join(' ', s_cluster.Topics.Select(t => t.Name).Where(filter)).ShouldBe(expected);
    }

    private static PlanOptions Map(params string[] arguments)
    {
        using var parser = new Parser();
        PlanCommandOptions? options = null;
        parser.ParseArguments<PlanCommandOptions,
            DescribeCommandOptions>(["plan", .. arguments]).WithParsed<PlanCommandOptions>(o => options = o);
        options.ShouldNotBeNull();
        using var console = new TestConsole();
        var files = new InputFiles(new CliContext(console, console, TimeProvider.System));
        var topics = TopicSelection.FromAsync(options, s_cluster, files, CancellationToken.None).GetAwaiter().GetResult();
        return PlanOptionsMapper.MapAsync(options, topics, s_cluster, files, CancellationToken.None).GetAwaiter().GetResult();
    }
}
