using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary><c>--topics "$A,$B"</c> with both unset planned every topic, and <c>--pin ,</c> protected none, without a word.</summary>
public sealed class ListsThatNameNothing : FieldCase
{
    public ListsThatNameNothing() => Write("cluster.json", """
        {"brokers":[{"id":1,"host":"a"},{"id":2,"host":"b"}],
         "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1],"leader":1,"isr":[1]}]}]}
        """);

    [Theory]
    [InlineData("--topics", ",", "--topics names no topic")]
    [InlineData("--exclude-topics", ",", "--exclude-topics names no topic")]
    [InlineData("--pin", ",", "--pin names no partition")]
    [InlineData("--drain", ",", "--drain names no broker")]
    public async Task Plan_ListOfNothing_IsRefused(string option, string value, string expected) =>
        (await Fail(ExitCode.BadInput, "plan", "--snapshot", "cluster.json", option, value)).ShouldContain(expected);

    [Fact]
    public async Task Plan_ReplicationFactorForLeadersOnly_IsRefused() =>
        (await Fail(
            ExitCode.BadInput, "plan", "--snapshot", "cluster.json", "--aim", "leaders", "--topics", "ALL", "--replication-factor", "2"))
        .ShouldContain("--aim leaders copies nothing");

    [Fact]
    public async Task Describe_WebPageAsClientProperties_IsOneLine()
    {
        Write("client.properties", "<html>\n" + string.Concat(Enumerable.Repeat("<p>Please log in</p>\n", 300)));
        (await Fail(
            ExitCode.BadInput, "describe", "--bootstrap-server", "127.0.0.1:1", "--command-config", "client.properties"))
            .ShouldMatch("^error: [^\n]*client.properties, line 1: this is not a properties file but an HTML page[^\n]*\n$");
    }

    [Fact]
    public async Task Describe_BinaryClientProperties_AreRefused()
    {
        Write("client.properties", "security.protocol=SSL\n\u0001\u0002");
        (await Fail(
            ExitCode.BadInput, "describe", "--bootstrap-server", "127.0.0.1:1", "--command-config", "client.properties"))
            .ShouldContain("this is not a text but a binary file");
    }
}
