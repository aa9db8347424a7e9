using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>Messages named no option, no file or no value, or showed what nobody had written.</summary>
public sealed class WordsOfMessages : FieldCase
{
    public WordsOfMessages()
    {
        Write("cluster.json", """
            {"brokers":[{"id":1,"host":"h.example"},{"id":2,"host":"h.example"},{"id":3,"host":"other.example"}],
             "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1],"leader":1,"isr":[1]}]},
                       {"name":"u","partitions":[{"partition":0,"replicas":[2],"leader":2,"isr":[2]}]}]}
            """);
        Write("gap.json", """
            {"brokers":[{"id":1,"host":"h.example"},{"id":2,"host":"h.example"}],
             "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1],"leader":1},{"partition":2,"replicas":[2],"leader":2},
                                                 {"partition":5,"replicas":[2],"leader":2}]},
                       {"name":"u","partitions":[{"partition":0,"replicas":[1],"leader":1},{"partition":1,"replicas":[2],"leader":2}]}]}
            """);
        Write("rules.csv", "nope,3\n");
        Write("sets.csv", "t,77\n");
    }

    [Theory]
    [InlineData("--drain", "h.example", "--drain: 'h.example' names 2 brokers: 1 (h.example), 2 (h.example); give the broker's id")]
    [InlineData("--topic-regex", "(", "--topic-regex '(' is not a regular expression: Invalid pattern '(' at offset 1.")]
    [InlineData("--exclude-topic-regex", "*", "--exclude-topic-regex '*' is not a regular expression: Invalid pattern '*' at offset 1.")]
    [InlineData("--rack-pattern", "(", "--rack-pattern: The rack pattern \"(\" is not a regular expression")]
    [InlineData(
        "--exclude-topic-regex", ".*", "--exclude-topic-regex '.*' excludes every topic of the cluster; nothing is left to plan")]
    [InlineData("--exclude-topics", "t;u", "--exclude-topics excludes every topic of the cluster; nothing is left to plan")]
    public async Task Plan_BadValue_IsToldWithOptionAndValue(string option, string value, string expected) =>
        (await Fail(ExitCode.BadInput, "plan", "--snapshot", "cluster.json", option, value)).ShouldContain(expected);

    [Fact]
    public async Task Plan_RegexOfTheOnlyTopic_IsToldInTheSingular()
    {
        Write("one.json", """
            {"brokers":[{"id":1,"host":"h"}],"topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1],"leader":1}]}]}
            """);

        (await Fail(ExitCode.BadInput, "plan", "--snapshot", "one.json", "--topic-regex", "nope")).ShouldContain(
            "--topic-regex 'nope' does not match the cluster's only topic; it must match a whole name");
    }

    [Fact]
    public async Task Plan_ExclusionOfAllThatIsSelected_IsRefused() =>
        (await Fail(ExitCode.BadInput, "plan", "--snapshot", "cluster.json", "--topics", "t", "--exclude-topics", "t"))
            .ShouldContain("--exclude-topics excludes every topic that is selected; nothing is left to plan");

    [Theory]
    [InlineData("t:1", "--pin 't:1': topic t has no partition 1; it has only 0, 2, 5")]
    [InlineData("u:9", "--pin 'u:9': topic u has no partition 9; it has 0 to 1")]
    [InlineData(
        "t:0-2", "--pin 't:0-2': '0-2' is not the number of a partition; write one as t:0, several as t:0,t:1, all of the topic as t")]
    [InlineData("t:", "--pin 't:': '' is not the number of a partition; write one as t:0, several as t:0,t:1, all of the topic as t")]
    [InlineData("t-2", "--pin: the cluster has no topic 't-2'; did you mean 't:2'?")]
    [InlineData("nope", "--pin: the cluster has no topic 'nope'")]
    public async Task Plan_PinOfNothing_IsToldWithWhatThereIs(string pin, string expected) =>
        (await Fail(ExitCode.BadInput, "plan", "--snapshot", "gap.json", "--pin", pin)).ShouldBe($"error: {expected}\n");

    [Theory]
    [InlineData("// brokers {\n/* old:\n{\"brokers\":[]}\n*/\n{}", "line 2")]
    [InlineData("/* c */ {\"brokers\":[]}", "line 1")]
    [InlineData("\n// {\"brokers\":[]}", "line 2")]
    [InlineData("#{\"brokers\":[]}", "line 1")]
    public async Task Any_CommentAroundJson_IsNamedWithItsLine(string text, string place)
    {
        Write("c.json", text);
        foreach (var arguments in (string[][])[
            ["describe", "--snapshot", "c.json"],
            ["plan", "--snapshot", "cluster.json", "--topology", "c.json"],
            ["check-plan", "--snapshot", "cluster.json", "--plan", "c.json"]])
        {
            (await Fail(ExitCode.BadInput, arguments)).ShouldContain(
                $"c.json, {place}: JSON allows no comments, and this looks like one. Perhaps remove the comments.");
        }
    }

    [Theory]
    [InlineData("--replication-factors", "rules.csv", ", line 1: the cluster has no topic 'nope'")]
    [InlineData("--topic-brokers", "sets.csv", ", line 1: the cluster has no broker '77'")]
    public async Task Plan_BadNameInAFile_IsToldWithTheFile(string option, string file, string expected)
    {
        var error = await Fail(ExitCode.BadInput, "plan", "--snapshot", "cluster.json", option, file);

        error.ShouldContain(option + " ");
        error.ShouldContain(file + expected);
    }

    [Theory]
    [InlineData("--topics", "t;u")]
    [InlineData("--topics", "t u")]
    [InlineData("--drain", "1;2")]
    [InlineData("--pin", "t;u:0")]
    public async Task Plan_ListWithOtherSeparators_IsRead(string option, string value) =>
        (await CliRun.Of("plan", "--snapshot", File("cluster.json"), option, value)).ExitCode.ShouldBe(ExitCode.Success);

    [Fact]
    public async Task Describe_TrustStoreThatIsMissing_IsToldWithTheLineOfTheConfiguration()
    {
        Write("client.properties", "security.protocol=SSL\n\nssl.truststore.location=/no/such.p12\n");

        (await Fail(
            ExitCode.BadInput, "describe", "--bootstrap-server", "127.0.0.1:1", "--command-config", "client.properties"))
            .ShouldContain("client.properties, line 3: ssl.truststore.location: '/no/such.p12' cannot be read: ");
    }

    [Theory]
    [InlineData("<!DOCTYPE html>\n<html lang=\"en\">", "this is an HTML page, which is for people to read. Perhaps the plan directory,")]
    [InlineData("  <html>", "this is an HTML page")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "this is a picture (SVG)")]
    public async Task CheckPlan_ReportInPlaceOfAPlan_IsNamed(string text, string expected)
    {
        Write("report", text);

        (await Fail(ExitCode.BadInput, "check-plan", "--snapshot", "cluster.json", "--plan", "report")).ShouldContain(expected);
    }

    [Fact]
    public async Task Describe_RackWithACommaThatIsNotQuoted_SaysToQuoteIt()
    {
        Write("racks.csv", "broker,rack\n1,room 1, row 2\n");

        (await Fail(ExitCode.BadInput, "describe", "--snapshot", "cluster.json", "--topology", "racks.csv"))
            .ShouldContain("3 cells in \"1,room 1,row 2\" but the header has 2. Perhaps a rack has a \",\" in it: put it in quotes.");
    }

    [Theory]
    [InlineData("new;2;1\n")]
    [InlineData("topic;partitions;replication_factor\nnew;2;1\n")]
    [InlineData("# new ones, all of them\n\nnew\t2\t1\n")]
    [InlineData("new,2,1\n")]
    public async Task Place_TopicsFileWithAnySeparator_IsRead(string text)
    {
        Write("new.csv", text);

        (await Succeed("place", "--snapshot", "cluster.json", "--topics-file", "new.csv")).ShouldContain("--replica-assignment of new:");
    }

    [Fact]
    public async Task Place_BadLineBelowComments_IsToldWithItsLine()
    {
        Write("new.csv", "# a\n# b\nnew;2;x\n");

        (await Fail(ExitCode.BadInput, "place", "--snapshot", "cluster.json", "--topics-file", "new.csv"))
            .ShouldContain("new.csv, line 3: ");
    }

    [Fact]
    public async Task Plan_TopicsFileWithSeveralNamesALine_IsRead()
    {
        Write("topics.txt", "t;u\n");

        (await Succeed("plan", "--snapshot", "cluster.json", "--topics-file", "topics.txt")).ShouldContain("(t, u)");
    }

    [Fact]
    public async Task Describe_LeaderThatIsNoReplica_IsToldOnceWithExamples()
    {
        var partitions = string.Join(',', Enumerable.Range(0, 7).Select(
            p => $$"""{"partition":{{p}},"replicas":[1],"leader":{{(p == 0 ? 1 : 2)}},"isr":[1]}"""));
        Write("odd.json", $$"""
            {"brokers":[{"id":1,"host":"a"},{"id":2,"host":"b"}],"topics":[{"name":"t","partitions":[{{partitions}}]}]}
            """);

        (await Succeed("describe", "--snapshot", "odd.json")).ShouldContain(
            "6 partitions are led by a broker that holds no replica of them: t-1 (2), t-2 (2), t-3 (2), t-4 (2), t-5 (2) and 1 more.");
    }
}
