using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>log_dirs of a reassignment were dropped, and the plan was called done and verified.</summary>
public sealed class LogDirsInAPlan : FieldCase
{
    public LogDirsInAPlan()
    {
        Write("racks.csv", "broker,rack\n1,a\n2,b\n3,c\n");
        Write("describe.txt", """
            Topic: t3	PartitionCount: 2	ReplicationFactor: 3	Configs: 
            	Topic: t3	Partition: 0	Leader: 1	Replicas: 1,2,3	Isr: 1,2,3
            	Topic: t3	Partition: 1	Leader: 1	Replicas: 1,2,3	Isr: 1,2,3
            """);
        Write("move-dirs.json", """
            {"version":1,"partitions":[{"topic":"t3","partition":0,"replicas":[1,2,3],"log_dirs":["/var/lib/kafka/data2","any","any"]},
            {"topic":"t3","partition":1,"replicas":[1,2,3],"log_dirs":["/nosuch","any","any"]}]}
            """);
    }

    [Fact]
    public async Task CheckPlan_LogDirs_AreAWarning()
    {
        var output = await Succeed("check-plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--plan", "move-dirs.json");

        output.ShouldContain("log_dirs of 2 partitions (t3-0, t3-1) are not carried out: apply refuses them");
        output.ShouldContain("The lists are valid, but apply refuses the log dirs beside them, 1 warning.");
        output.ShouldNotContain("nothing prevents applying it");
        output.ShouldNotContain("rebalancer apply");
    }

    [Theory]
    [InlineData("apply")]
    [InlineData("verify")]
    public async Task Run_LogDirs_AreRefused(string verb) =>
        (await Fail(ExitCode.BadInput, verb, "--reassignment", "move-dirs.json", "--bootstrap-server", "localhost:1"))
        .ShouldContain("log_dirs of 2 partitions (t3-0, t3-1) are not carried out");

    [Fact]
    public async Task CheckPlan_OnlyAny_IsNoWarning()
    {
        Write("any.json", """{"partitions":[{"topic":"t3","partition":0,"replicas":[1,3,2],"log_dirs":["any","any","any"]}]}""");

        (await Succeed("check-plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--plan", "any.json"))
            .ShouldNotContain("log_dirs");
    }
}
