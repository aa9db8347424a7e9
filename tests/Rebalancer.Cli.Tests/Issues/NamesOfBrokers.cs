using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// <c>--dead-hosts 10.9.9.9</c> meant broker 10.0.0.4, since addresses were cut at the first dot; live brokers given as dead went without a
/// word.
/// </summary>
public sealed class NamesOfBrokers : FieldCase
{
    public NamesOfBrokers() => Write("cluster.json", """
        {"brokers":[{"id":1,"host":"10.0.0.4"},{"id":2,"host":"10.0.0.5"},{"id":3,"host":"kafka.east.example"},{"id":4,"host":"kafka.west.example"},
                    {"id":5,"host":"WN5.example.net"},{"id":6,"host":"fe80::1"}],
         "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1,2],"leader":1,"isr":[1,2]},{"partition":1,"replicas":[3,4],"leader":3,"isr":[3,4]},
                                            {"partition":2,"replicas":[4,9],"leader":4,"isr":[4]},
                                            {"partition":3,"replicas":[6,4],"leader":6}]}]}
        """);

    [Theory]
    [InlineData("10.9.9.9", "no broker '10.9.9.9'; it has 1 (10.0.0.4), 2 (10.0.0.5), 3 (kafka.east.example)")]
    [InlineData("10", "no broker '10'")]
    [InlineData("kafka", "'kafka' names 2 brokers: 3 (kafka.east.example), 4 (kafka.west.example); give the id or the whole host name")]
    [InlineData("kafka.north.example", "no broker 'kafka.north.example'")]
    [InlineData("wn5.other.net", "no broker 'wn5.other.net'")]
    [InlineData("7", "no broker '7'")]
    public async Task Plan_NameOfNoneOrTwo_ListsCandidates(string name, string expected) =>
        (await Fail(ExitCode.BadInput, "plan", "--snapshot", "cluster.json", "--dead-hosts", name)).ShouldContain(expected);

    [Theory]
    [InlineData("10.0.0.5", "Broker 2 is")]
    [InlineData("1", "Broker 1 is")]
    [InlineData("kafka.east.example,2", "Brokers 2, 3 are")]
    [InlineData("KAFKA.EAST.EXAMPLE.", "Broker 3 is")]
    [InlineData("[fe80::1]", "Broker 6 is")]
    public async Task Plan_DeadHostThatLives_IsWarnedOfOnce(string name, string expected) =>
        Notes(await Json("plan", "--snapshot", "cluster.json", "--dead-hosts", name))
            .Single(n => n.Contains("--drain", StringComparison.Ordinal))
            .ShouldStartWith($"warning: {expected} treated as dead but ");

    [Theory]
    [InlineData("wn5")]
    [InlineData("wn5.EXAMPLE.net")]
    [InlineData("9")]
    public async Task Plan_DeadHostThatNothingShowsAlive_IsNotWarnedOf(string name) =>
        Notes(await Json("plan", "--snapshot", "cluster.json", "--dead-hosts", name)).ShouldNotContain(n => n.Contains("treated as dead"));
}
