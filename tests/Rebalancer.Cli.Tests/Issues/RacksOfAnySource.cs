using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>
/// The same racks were two dimensions in a snapshot and one in a table; a table of some brokers only made a lopsided plan.
/// </summary>
public sealed class RacksOfAnySource : FieldCase
{
    private const string Description = """
        Topic: t	PartitionCount: 2	ReplicationFactor: 3	Configs: 
        	Topic: t	Partition: 0	Leader: 1001	Replicas: 1001,1004,1002	Isr: 1001,1004,1002
        	Topic: t	Partition: 1	Leader: 1002	Replicas: 1002,1003,1004	Isr: 1002,1003,1004
        """;

    public RacksOfAnySource() => Write("describe.txt", Description);

    [Theory]
    [InlineData("/FD0/UD0", "/FD1/UD1", "/FD2/UD2", "/FD0/UD3")]
    [InlineData("FD0:UD0", "fd1.ud1", "UD2FD2", "FaultDomain0/UpdateDomain3")]
    [InlineData("fd=0,ud=0", "fd=1,ud=1", "fd=2,ud=2", "fd=0,ud=3")]
    public async Task Describe_RackInATableASnapshotOrABrokersFile_IsReadTheSame(string a, string b, string c, string d)
    {
        Write("racks.csv", $"broker,rack\n1001,\"{a}\"\n1002,\"{b}\"\n1003,\"{c}\"\n1004,\"{d}\"\n");
        Write(
            "racks.json",
            $$"""
            {"brokers":[{"broker":1001,"rack":"{{a}}"},{"broker":1002,"rack":"{{b}}"},
             {"broker":1003,"rack":"{{c}}"},{"broker":1004,"rack":"{{d}}"}]}
            """);
        Write("brokers.txt", string.Concat(
            new[] { a, b, c, d }.Select(
            (rack, i) => $"wn{i}:9092 (id: {1001 + i} rack: {rack}) -> (\n\tProduce(0): 0 to 8 [usable: 8],\n)\n")));
        Write("snapshot.json", $$"""
            {"brokers":[{"id":1001,"host":"wn0","rack":"{{a}}"},{"id":1002,"host":"wn1","rack":"{{b}}"},{"id":1003,"host":"wn2","rack":"{{c}}"},{"id":1004,"host":"wn3","rack":"{{d}}"}],
             "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1001,1004,1002],"leader":1001},{"partition":1,"replicas":[1002,1003,1004],"leader":1002}]}]}
            """);
        string[][] sources =
        [
            ["--assignment", "describe.txt", "--topology", "racks.csv"], ["--assignment", "describe.txt", "--topology", "racks.json"],
            ["--assignment", "describe.txt", "--brokers-file", "brokers.txt"], ["--snapshot", "snapshot.json"],
        ];

        foreach (var source in sources)
        {
            var report = await Json(["describe", .. source]);

            report.GetProperty("dimensions").EnumerateArray().Select(x => x.GetProperty("shortName").GetString()).ShouldBe(["FD", "UD"]);
            report.GetProperty("metrics").GetProperty("dimensions")[0].GetProperty("missingDomains").GetInt32().ShouldBe(1);
            Notes(report).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Describe_RackPattern_ReadsTheRacksOfATable()
    {
        Write("racks.csv", "broker,rack\n1001,a1\n1002,b1\n1003,c2\n1004,a2\n");

        var report = await Json(
            "describe", "--assignment", "describe.txt", "--topology", "racks.csv", "--rack-pattern", "^(?<row>.)(?<pdu>.)$");

        report.GetProperty("dimensions").EnumerateArray().Select(x => x.GetProperty("shortName").GetString()).ShouldBe(["row", "pdu"]);
    }

    [Theory]
    [InlineData("dc1-r1", "dc1-r2", "dc2-r3", "dc2-r4", @"(?<dc>dc[-_]?\d+)[^A-Za-z0-9]*(?<r>r[-_]?\d+)")]
    [InlineData("east/rack1", "east/2", "west/rack3", "west/4", "^/?(?<first>[^/:|,;]+)[/:|,;](?<second>[^/:|,;]+)/?$")]
    public async Task Describe_RacksOfTwoPartsReadAsOne_NamesThePattern(string a, string b, string c, string d, string pattern)
    {
        Write("racks.csv", $"broker,rack\n1001,{a}\n1002,{b}\n1003,{c}\n1004,{d}\n");

        var warning = Notes(await Json("describe", "--assignment", "describe.txt", "--topology", "racks.csv")).ShouldHaveSingleItem();
        var read = await Json("describe", "--assignment", "describe.txt", "--topology", "racks.csv", "--rack-pattern", pattern);

        warning.ShouldContain($"--rack-pattern '{pattern}'");
        read.GetProperty("dimensions").GetArrayLength().ShouldBe(2);
        read.GetProperty("cells").GetArrayLength().ShouldBe(4);
    }

    [Theory]
    [InlineData("us-east-1a", "us-east-1b", "us-east-1c", "us-east-1a")]
    [InlineData("use1-az1", "use1-az2", "use1-az4", "use1-az1")]
    [InlineData("rack-1", "rack-2", "rack-3", "rack-4")]
    public async Task Describe_ZonesOfOneDimension_AreNotWarnedOf(string a, string b, string c, string d)
    {
        Write("racks.csv", $"broker,rack\n1001,{a}\n1002,{b}\n1003,{c}\n1004,{d}\n");

        Notes(await Json("describe", "--assignment", "describe.txt", "--topology", "racks.csv")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Plan_DomainsOfSomeBrokersOnly_AreRefusedUnlessAllowed()
    {
        Write("racks.csv", "broker,fd,ud\n1001,0,0\n1002,1,1\n1003,2,2\n1004,,\n");

        (await Fail(ExitCode.BadInput, "plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--out", File("plan")))
            .ShouldStartWith(
            "error: 1 of 4 live brokers lacks a fault domain or update domain: 1004.");
        Directory.Exists(File("plan")).ShouldBeFalse();
        await Succeed("describe", "--assignment", "describe.txt", "--topology", "racks.csv");
        await Succeed("plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--allow-missing-domains");
        await Succeed("plan", "--assignment", "describe.txt", "--topology", "racks.csv", "--dead-hosts", "1004");
    }

    [Fact]
    public async Task Plan_NoDomainsAtAll_IsSaidFirst()
    {
        Write("ids.csv", "broker\n1001\n1002\n1003\n1004\n");

        var lines = (await Succeed("plan", "--assignment", "describe.txt", "--topology", "ids.csv")).Split('\n');

        lines[1].ShouldStartWith("No racks are known, so replicas are not spread over any domains");
    }

    [Fact]
    public async Task Describe_HostColumn_IsNoDimension()
    {
        Write("racks.csv", "broker;host;fd;ud\n1001;wn0.example;0;0\n1002;wn1.example;1;1\n1003;wn2.example;2;2\n1004;wn3.example;0;3\n");

        var report = await Json("describe", "--assignment", "describe.txt", "--topology", "racks.csv");

        report.GetProperty("dimensions").GetArrayLength().ShouldBe(2);
        report.GetProperty("metrics").GetProperty("brokers")[0].GetProperty("host").GetString().ShouldBe("wn0.example");
    }
}
