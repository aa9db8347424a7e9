using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// A table lists all brokers, those that are down too: a broker that was in sync with nothing was given more replicas without a word.
/// </summary>
public sealed class BrokersThatSeemDown : FieldCase
{
    private const string Partitions = """
        Topic: t	PartitionCount: 5	ReplicationFactor: 2	Configs: min.insync.replicas=1
        	Topic: t	Partition: 0	Leader: 1	Replicas: 1,3	Isr: 1	Offline: 3
        	Topic: t	Partition: 1	Leader: 2	Replicas: 3,2	Isr: 2	Offline: 3
        	Topic: t	Partition: 2	Leader: none	Replicas: 3	Isr: 3	Offline: 3
        	Topic: t	Partition: 3	Leader: 1	Replicas: 1,2	Isr: 1,2	Offline: 
        	Topic: t	Partition: 4	Leader: 1	Replicas: 4,1,2	Isr: 1,2	Offline: 	Adding Replicas: 4	Removing Replicas: 2
        """;

    private const string Evidence = "warning: Broker 3 counts as live because racks.csv lists it, but it leads none of its 3 "
        + "partitions and is in no ISR of a partition with a leader. If it is down, ";

    public BrokersThatSeemDown()
    {
        Write("racks.csv", "broker,rack\n1,a\n2,b\n3,c\n4,d\n5,a\n");
        Write("describe.txt", Partitions);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("advise", "--add", "1")]
    [InlineData("place", "--topic", "new", "--partitions", "2", "--replication-factor", "2")]
    public async Task BrokerThatIsInSyncWithNothing_IsWarnedOf(params string[] command) =>
        Notes(await Json([.. command, "--assignment", "describe.txt", "--topology", "racks.csv"]))
            .ShouldContain(Evidence + "add --dead-hosts 3.");

    [Fact]
    public async Task Describe_NamesTheOptionOfPlan() =>
        Notes(await Json("describe", "--assignment", "describe.txt", "--topology", "racks.csv")).ShouldContain(
            Evidence + "plan with --dead-hosts 3.");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CheckPlan_BrokerThatIsInSyncWithNothing_IsWarnedOfUnlessThePlanKnows(bool isKnown)
    {
        string[] input = ["--assignment", "describe.txt", "--topology", "racks.csv"];
        await Succeed(["plan", .. input, "--out", File("out"), .. isKnown ? ["--dead-hosts", "3"] : Array.Empty<string>()]);

        var notes = Notes(await Json(["check-plan", .. input, "--plan", File("out")]));

        notes.Any(note => note == Evidence + "plan with --dead-hosts 3.").ShouldBe(!isKnown);
    }

    [Theory]
    [InlineData("--dead-hosts", "3", null)]
    [InlineData("--drain", "3", "add --dead-hosts 3 instead of --drain: 'undo' cannot bring replicas back to a broker that is down.")]
    [InlineData("--replace", "3=5", "add --dead-hosts 3.")]
    public async Task Plan_BrokerThatTheOptionsName_IsWarnedOfUnlessItIsGivenAsDead(string option, string value, string? advice) =>
        Notes(await Json("plan", "--assignment", "describe.txt", "--topology", "racks.csv", option, value))
            .Where(note => note.Contains("counts as live")).ShouldBe(advice is null ? [] : [Evidence + advice]);

    /// <summary>The ISR of a partition without leader is what it was last: it showed a broker alive that was down.</summary>
    [Fact]
    public async Task Plan_DeadBrokerInTheLastIsrOfALeaderlessPartition_IsNotCalledAlive() =>
        Notes(await Json("plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--dead-hosts", "3"))
            .ShouldNotContain(note => note.Contains("treated as dead"));

    [Fact]
    public async Task Plan_ManyOfThem_AreOneLine()
    {
        Write("many.csv", "broker,rack\n" + string.Concat(Enumerable.Range(1, 9).Select(id => $"{id},r{id}\n")));
        Write("many.txt", string.Join('\n', [
            "Topic: t	PartitionCount: 7	ReplicationFactor: 3	Configs: ",
            .. Enumerable.Range(3, 7).Select(id => $"	Topic: t	Partition: {id - 3}	Leader: 1	Replicas: 1,2,{id}	Isr: 1,2"),
        ]));

        Notes(await Json("plan", "--assignment", "many.txt", "--topology", "many.csv")).ShouldContain(
            "warning: 7 brokers count as live because many.csv lists them, but lead none of their partitions and are in no ISR of a "
            + "partition with a leader: "
            + "3 (1 partition), 4 (1 partition), 5 (1 partition), 6 (1 partition), 7 (1 partition) and 2 more. "
            + "If they are down, add --dead-hosts with their ids.");
    }

    [Fact]
    public async Task Plan_StandardInput_IsNamedAsSuch()
    {
        var run = await CliRun.WithInput(Partitions, "plan", "--assignment", "-", "--topology", File("racks.csv"), "--json");
        var piped = await CliRun.WithInput(
            "broker,rack\n1,a\n2,b\n3,c\n4,d\n", "plan", "--assignment", File("describe.txt"), "--topology", "-", "--json");

        run.Output.ShouldContain("because " + File("racks.csv") + " lists it");
        piped.Output.ShouldContain("because standard input lists it");
    }

    [Fact]
    public async Task Plan_BrokerOfASnapshot_IsWarnedOf()
    {
        Write("cluster.json", """
            {"brokers":[{"id":1,"host":"a"},{"id":2,"host":"b"}],
             "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1,2],"leader":1,"isr":[1]}]}]}
            """);

        Notes(await Json("plan", "--snapshot", "cluster.json")).ShouldContain(
            "warning: Broker 2 counts as live because cluster.json lists it, but it does not lead its only partition and is in no ISR of "
            + "a partition with a leader. If it is down, add --dead-hosts 2.");
    }

    [Fact]
    public async Task Plan_DeadHostWithTheOnlyInSyncReplicas_SaysWhatDependsOnIt()
    {
        Write("only.txt", """
            Topic: t	PartitionCount: 3	ReplicationFactor: 2	Configs: 
            	Topic: t	Partition: 0	Leader: 3	Replicas: 3,4	Isr: 3
            	Topic: t	Partition: 1	Leader: 3	Replicas: 3	Isr: 3
            	Topic: t	Partition: 2	Leader: 3	Replicas: 3,4	Isr: 3,4
            """);

        var notes = Notes(await Json("plan", "--assignment", "only.txt", "--topology", "racks.csv", "--dead-hosts", "3"));

        notes.ShouldContain(note => note.StartsWith("warning: Broker 3 is treated as dead but is alive"));
        notes.ShouldContain(
            "warning: 2 partitions are in sync only on brokers given as dead: if broker 3 is down, the partitions cannot be copied "
                + "(t-0, t-1).");
    }
}
