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
                    {"id":5,"host":"WN5.example.net"},{"id":6,"host":"fe80::1"},{"id":7777,"host":"broker-a.example"}],
         "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1,2],"leader":1,"isr":[1,2]},{"partition":1,"replicas":[3,4],"leader":3,"isr":[3,4]},
                                            {"partition":2,"replicas":[4,9],"leader":4,"isr":[4]},
                                            {"partition":3,"replicas":[6,4],"leader":6}]}]}
        """);

    [Theory]
    [InlineData("10.9.9.9", "no broker '10.9.9.9'; it has 1 (10.0.0.4), 2 (10.0.0.5), 3 (kafka.east.example)")]
    [InlineData("10", "no broker '10'")]
    [InlineData(
        "kafka", "'kafka' names 2 brokers: 3 (kafka.east.example), 4 (kafka.west.example); give the broker's id or the whole host name")]
    [InlineData("kafka.north.example", "no broker 'kafka.north.example'")]
    [InlineData("wn5.other.net", "no broker 'wn5.other.net'")]
    [InlineData("7", "no broker '7'; it has")]
    [InlineData("99", "no broker '99'; it has")]
    [InlineData("-1", "no broker '-1'; it has")]
    [InlineData("wn", "no broker 'wn'; it has")]
    [InlineData("wn6.example.net", "no broker 'wn6.example.net'; it has")]
    [InlineData("1-3", "no broker '1-3'; ranges are not read: write 1,2,3. It has 1")]
    [InlineData("1..999", "no broker '1..999'; ranges are not read: write each id, separated by commas. It has 1")]
    [InlineData("10.0.0.5:9092", "no broker '10.0.0.5:9092'; did you mean '10.0.0.5'? It has")]
    [InlineData("wn5.example.net:9092", "no broker 'wn5.example.net:9092'; did you mean 'WN5.example.net'? It has")]
    [InlineData("SSL://wn5:9093", "no broker 'SSL://wn5:9093'; did you mean 'WN5.example.net'? It has")]
    [InlineData("kafka:9092", "no broker 'kafka:9092'; it has")]
    [InlineData("broker", "no broker 'broker'; did you mean 'broker-a.example'? It has")]
    [InlineData("broker:9092", "no broker 'broker:9092'; did you mean 'broker-a.example'? It has")]
    [InlineData("brokr-a.example", "no broker 'brokr-a.example'; did you mean 'broker-a.example'? It has")]
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
