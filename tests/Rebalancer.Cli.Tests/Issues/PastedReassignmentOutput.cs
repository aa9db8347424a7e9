using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>Whole outputs of kafka-reassign-partitions, with two JSON documents and their headings, were refused.</summary>
public sealed class PastedReassignmentOutput : FieldCase
{
    private const string Current =
        """{"version":1,"partitions":[{"topic":"test1","partition":0,"replicas":[3,4],"log_dirs":["any","any"]},"""
            + """{"topic":"test1","partition":1,"replicas":[4,2],"log_dirs":["any","any"]}]}""";

    private const string Proposed =
        """{"version":1,"partitions":[{"topic":"test1","partition":0,"replicas":[3,2],"log_dirs":["any","any"]},"""
            + """{"topic":"test1","partition":1,"replicas":[2,3],"log_dirs":["any","any"]}]}""";

    private const string CurrentHeading = "Current partition replica assignment\n";
    private const string ProposedHeading = "Proposed partition reassignment configuration\n";
    private const string Zookeeper = "Warning: --zookeeper is deprecated, and will be removed in a future version of Kafka.\n";

    public PastedReassignmentOutput()
    {
        Write("current.json", Current);
        Write("racks.csv", "broker,rack\n2,a\n3,b\n4,c\n");
    }

    [Theory]
    [InlineData(CurrentHeading + Current + "\n\n" + ProposedHeading + Proposed + "\n")]
    [InlineData(CurrentHeading + "\n" + Current + "\n" + ProposedHeading + "\n" + Proposed)]
    [InlineData(Zookeeper + CurrentHeading + Current + "\n\n" + ProposedHeading + Proposed + "\n[kafka@edge-1 bin]$ ")]
    public async Task Generate_IsReadAsTheClusterAndAsThePlan(string output)
    {
        Write("generate.txt", output);

        var cluster = await Json("describe", "--assignment", "generate.txt", "--topology", "racks.csv");
        var check = await Json("check-plan", "--assignment", "current.json", "--topology", "racks.csv", "--plan", "generate.txt");

        cluster.GetProperty("metrics").GetProperty("brokers").EnumerateArray().Select(b => b.GetProperty("replicas").GetInt32())
            .ShouldBe([1, 1, 2]);
        Notes(cluster).ShouldContain(
            $"reason: generate.txt: the lists under \"Current partition replica assignment\" were read. They hold only the topics that "
                + "Kafka's tool was given.");
        check.GetProperty("changedPartitionCount").GetInt32().ShouldBe(2);
        check.GetProperty("valid").GetBoolean().ShouldBeTrue();
        Notes(check).ShouldContain($"reason: generate.txt: the lists under \"Proposed partition reassignment configuration\" were read.");
    }

    [Fact]
    public async Task Execute_IsReadAsTheWayBack()
    {
        Write("execute.txt", CurrentHeading + "\n" + Current
            + "\n\nSave this to use as the --reassignment-json-file option during rollback\nSuccessfully started partition "
            + "reassignments for test1-0,test1-1\n");
        Write("now.json", Proposed);

        var check = await Json("check-plan", "--assignment", "now.json", "--topology", "racks.csv", "--plan", "execute.txt");

        check.GetProperty("changedPartitionCount").GetInt32().ShouldBe(2);
        Notes(check).ShouldHaveSingleItem().ShouldEndWith("were read: the way back, as they were when Kafka's tool was run.");
    }

    [Theory]
    [InlineData("Status of partition reassignment:\nReassignment of partition test1-0 is completed.\n\nClearing broker-level throttles "
        + "on brokers 1,2\n", "this is the output of --verify")]
    [InlineData(Current + "\n" + Proposed, "a second JSON document follows")]
    [InlineData(CurrentHeading + Current + "\n\n" + ProposedHeading, "nothing stands under \"Proposed partition reassignment")]
    [InlineData(CurrentHeading + Current + "\n\n" + ProposedHeading + "[kafka@edge-1 bin]$ \n", "the output was cut off")]
    [InlineData("hello\n", "there is no JSON object in it: it starts with \"hello\"")]
    public async Task OtherText_IsOneClearLine(string text, string expected)
    {
        Write("other.txt", text);

        (await Fail(ExitCode.BadInput, "check-plan", "--assignment", "current.json", "--topology", "racks.csv", "--plan", "other.txt"))
            .ShouldContain(expected);
    }

    [Fact]
    public async Task ProposedAlone_IsNotTheCluster()
    {
        Write("half.txt", ProposedHeading + Proposed);

        (await Fail(ExitCode.BadInput, "plan", "--assignment", "half.txt", "--topology", "racks.csv"))
            .ShouldContain("it holds only what --generate proposes, not the lists as they are");
    }
}
