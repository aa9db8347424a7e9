using System.Text;
using Rebalancer.Files;
using Rebalancer.Files.Input;
using Rebalancer.Tests.Files;
using Rebalancer.Topology;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

public sealed class TopologyFileTests
{
    [Fact]
    public void Read_HdInsight_TakesTheWorkerNodes()
    {
        var file = Read("""
            {"hostGroups":{
              "headnode":[{"vmId":0,"fqdn":"hn0-kf","state":"Succeeded","faultDomain":0,"updateDomain":0}],
              "workernode":[
                {"vmId":0,"fqdn":"wn0-kf","state":"Succeeded","faultDomain":0,"updateDomain":0,"availabilitySetId":"/subscriptions/x/availabilitySets/workernode-0"},
                {"vmId":7,"fqdn":"wn7-kf","state":"Succeeded","faultDomain":2,"updateDomain":"11","availabilitySetId":"/subscriptions/x/availabilitySets/WORKERNODE-0"}],
              "zookeepernode":[{"vmId":0,"fqdn":null}]}}
            """);

        Render(file).ShouldBe("FD,UD wn0-kf:0/0 wn7-kf:2/11");
        file.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Read_HdInsightUnusableDomains_AreUnknownWithAWarning()
    {
        var file = Read("""
            {"hostGroups":{"workernode":[
              {"fqdn":"wn0-kf","updateDomain":0},
              {"fqdn":"wn1-kf","faultDomain":-1,"updateDomain":1},
              {"fqdn":"wn2-kf","faultDomain":"none","updateDomain":2},
              {"fqdn":"wn3-kf","faultDomain":null,"updateDomain":1.5},
              {"fqdn":"wn4-kf","faultDomain":{"id":[1,2]},"updateDomain":99999999999},
              {"fqdn":"wn5-kf","faultDomain":true,"updateDomain":0}]}}
            """);

        Render(file).ShouldBe("FD,UD wn0-kf:-/0 wn1-kf:-/1 wn2-kf:-/2 wn3-kf:-/- wn4-kf:-/- wn5-kf:-/0");
        file.Warnings.ShouldBe([
            "map: 6 hosts without a usable faultDomain: wn0-kf (missing), wn1-kf (-1), wn2-kf (none), wn3-kf (null), wn4-kf (an "
                + "object), wn5-kf (true).",
            "map: 2 hosts without a usable updateDomain: wn3-kf (1.5), wn4-kf (99999999999).",
        ]);
    }

    [Fact]
    public void Read_HdInsightOfTwoAvailabilitySets_Warns() =>
        Read("""
            {"hostGroups":{"workernode":[
              {"fqdn":"wn0","faultDomain":0,"updateDomain":0,"availabilitySetId":"/x/availabilitySets/workernode-1"},
              {"fqdn":"wn1","faultDomain":0,"updateDomain":0,"availabilitySetId":"/x/availabilitySets/workernode-0"},
              {"fqdn":"wn2","faultDomain":1,"updateDomain":1,"availabilitySetId":"/x/availabilitySets/workernode-0"}]}}
            """).Warnings.ShouldHaveSingleItem().ShouldBe(
            "map: the worker nodes belong to 2 availability sets: workernode-0 (2 hosts), workernode-1 (1 host). Fault and update "
            + "domains are numbered per set: "
            + "whether equal numbers of two sets share hardware is not known; the plan takes them as one domain.");

    [Theory]
    [InlineData("broker,fd,ud\n1001,0,2\nwn1-x,1,\n1002,-1,0\n", "FD,UD 1001:0/2 wn1-x:1/- 1002:-/0")]
    [InlineData("broker,fd,ud\n1,N/A,-\n2,\"(none)\",'null'\n3,0.0,1.0\n4,0,10.00\n", "FD,UD 1:-/- 2:-/- 3:0/1 4:0/10")]
    [InlineData("broker,rack,zone\n1,none,?\n2,FD0UD0,NA\n3,fd1.0,1.1\n", "rack,zone 1:-/- 2:FD0UD0/NA 3:fd1.0/1.1")]
    [InlineData("Broker;FD;UD\r\n1001;FD0;ud-02\r\n", "FD,UD 1001:0/2")]
    [InlineData("broker\tud\tfd\n1001\t1\t0\n", "UD,FD 1001:1/0")]
    [InlineData("# made by hand\n\nfd,broker\nA,1001\n  # the other\nB, 1002\n", "FD 1001:A 1002:B")]
    [InlineData("\"broker\",\"zone\",\"fd\",\"ud\"\n\"1001\",\"eu-1\",\"0\",\"0\"\n", "zone,FD,UD 1001:eu-1/0/0")]
    [InlineData("broker,rack\n1001,r1", "rack 1001:r1")]
    [InlineData("broker\n1001\n1002\n", " 1001: 1002:")]
    [InlineData("id,host,fd,ud\n1001,wn0-x,0,2\n", "FD,UD 1001:0/2")]
    [InlineData("host,fd\nwn0-x,fault domain 00\n", "FD wn0-x:0")]
    [InlineData("sep=;\n\"broker\";\"host\";\"fd\"\n\"1001\";\"wn0; the first\";\"00\"\n", "FD 1001:0")]
    [InlineData("broker|fd\n1001|1\n", "FD 1001:1")]
    [InlineData("broker,fd,ud\n1,“0”,‘us-east‑1a’\n2,0\u200B,'us-east-1a'\n3,`FD0`,\u200B\n", "FD,UD 1:0/us-east-1a 2:0/us-east-1a 3:0/-")]
    [InlineData("\"broker,fd,ud\"\n\"1001,0,2\"\n\"1002,\"\"a,b\"\",1\"\n\n", "FD,UD 1001:0/2 1002:a,b/1")]
    [InlineData("\"broker;fd\"\r\n\"1001;0\"\r\n", "FD 1001:0")]
    [InlineData("[kafka@edge-1 bin]$ cat racks.csv\nbroker,\"fd\"\n1001,\"FD1\"\n", "FD 1001:1")]
    public void Read_MappingCsv_GivesItsColumns(string text, string expected)
    {
        var file = Read(text);

        Render(file).ShouldBe(expected);
    }

    [Theory]
    [InlineData("#N/A")]
    [InlineData("#REF!")]
    [InlineData("#VALUE!")]
    [InlineData("#NAME?")]
    [InlineData("#DIV/0!")]
    [InlineData("#NULL!")]
    [InlineData("#num!")]
    [InlineData("Err:508")]
    public void Read_ErrorOfASpreadsheet_IsNoDomain(string cell)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($"broker,fd,ud\n1001,0,0\n1002,{cell},1\n"));

        Should.Throw<InputException>(() => TopologyFile.Read(InputFile.From(stream, "map.csv"))).Message.ShouldBe(
            $"map.csv, line 3: the fault domain is \"{cell}\", which is an error of the spreadsheet and no domain; correct its formula, or "
            + "leave the cell empty where the domain is not known.");
    }

    /// <summary>The row was taken for a comment.</summary>
    [Theory]
    [InlineData("broker,fd,ud\n1001,0,0\n#N/A,1,1\n# the rest\n1003,2,2\n")]
    [InlineData("broker,fd,ud\n1001,0,0\n\"#N/A\",1,1\n")]
    [InlineData("id,host,fd\n1001,wn0,0\n1002,#N/A,1\n")]
    public void Read_ErrorOfASpreadsheet_IsNoBroker(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));

        Should.Throw<InputException>(() => TopologyFile.Read(InputFile.From(stream, "map.csv"))).Message.ShouldBe(
            "map.csv, line 3: the broker is \"#N/A\", which is an error of the spreadsheet; correct its formula.");
    }

    [Theory]
    [InlineData("""{"brokers":[{"broker":1001,"fd":"0","ud":"2"}]}""", "FD,UD 1001:0/2")]
    [InlineData(
        """{"version":1,"brokers":[{"ud":2,"fd":0,"broker":"1001"},{"broker":"wn1-x","host":"ignored","fd":"FD1"}]}""",
        "FD,UD 1001:0/2 wn1-x:1/-")]
    [InlineData("""{"brokers":[{"broker":1001},{"broker":1002}]}""", " 1001: 1002:")]
    [InlineData("""{"brokers":[1001,1002]}""", " 1001: 1002:")]
    [InlineData("""{"brokers":[{"id":1001,"host":"wn0-x","fd":0,"ud":2}]}""", "FD,UD 1001:0/2")]
    [InlineData("""{"brokers":[{"host":"wn0-x","fd":"fault domain 00"}]}""", "FD wn0-x:0")]
    [InlineData("$ cat racks.json\n{\"brokers\":[{\"broker\":1001,\"fd\":1}]}\n[kafka@edge-1 bin]$ ", "FD 1001:1")]
    [InlineData("""{"brokers":[{"broker":1,"zone":"a","ud":null},{"broker":2,"fd":"3"}]}""", "FD,UD,zone 1:-/-/a 2:3/-/-")]
    public void Read_MappingJson_GivesItsProperties(string text, string expected)
    {
        var file = Read(text);

        Render(file).ShouldBe(expected);
    }

    [Fact]
    public void Read_BadContent_SaysValuePlaceAndFixInOneLine()
    {
        var table = new BadInput();
        void Text(string name, string text) =>
            table.Add(name, "map", text, (stream, file) => TopologyFile.Read(InputFile.From(stream, file)));
        void Worker(string name, string node) =>
            Text(name, $"{{\"hostGroups\":{{\"workernode\":[{{\"fqdn\":\"wn0-kf\",\"faultDomain\":0,\"updateDomain\":0}},\n{node}]}}}}");
        void Row(string name, string row) => Text(name, $"{{\"brokers\":[{{\"broker\":1001,\"fd\":\"0\",\"ud\":\"0\"}},\n{row}]}}");

        Text("empty file", "");
        Text("broken JSON", "{\"hostGroups\":\n{]}");
        Text("two separators", "broker;fd,ud\n1;0,0\n2;1,1\n");
        Text("JSON of another kind", "{\"a\":1}");
        Text("an array", "[{\"broker\":1001}]");
        Text("a snapshot", "{\"version\":1,\"brokers\":[{\"id\":1,\"host\":\"a\",\"rack\":\"FD0UD0\"}],\"topics\":[]}");
        Text("a snapshot's topics first", "{\"topics\":[]}");
        Text("both kinds", "{\"hostGroups\":{\"workernode\":[{\"fqdn\":\"wn0\"}]},\"brokers\":[{\"broker\":1,\"fd\":\"0\"}]}");
        Text("host groups is an array", "{\"hostGroups\":[]}");
        Text("no worker nodes", "{\"hostGroups\":{\"headnode\":[],\"zookeepernode\":[]}}");
        Text("no host groups", "{\"hostGroups\":{}}");
        Text("worker nodes empty", "{\"hostGroups\":{\"workernode\":[]}}");
        Text("worker nodes is an object", "{\"hostGroups\":{\"workernode\":{}}}");
        Worker("worker is a text", "\"wn1-kf\"");
        Worker("worker without fqdn", "{\"vmId\":1,\"faultDomain\":0}");
        Worker("fqdn is a number", "{\"fqdn\":1}");
        Worker("fqdn empty", "{\"fqdn\":\" \"}");
        Worker("host twice", "{\"fqdn\":\"WN0-kf.internal.net\"}");
        Worker("availability set is a number", "{\"fqdn\":\"wn1-kf\",\"availabilitySetId\":1}");

        Text("brokers is an object", "{\"brokers\":{}}");
        Text("brokers is empty", "{\"brokers\":[]}");
        Row("entry without broker", "{\"fd\":\"0\"}");
        Row("broker null", "{\"broker\":null,\"fd\":\"0\"}");
        Row("broker empty", "{\"broker\":\" \",\"fd\":\"0\"}");
        Row("broker negative", "{\"broker\":-1,\"fd\":\"0\"}");
        Row("broker too large", "{\"broker\":2147483648,\"fd\":\"0\"}");
        Row("broker too large, as text", "{\"broker\":\"2147483648\",\"fd\":\"0\"}");
        Row("broker twice", "{\"broker\":\"1001\",\"fd\":\"0\"}");
        Row("broker twice in one object", "{\"broker\":1002,\"fd\":\"0\",\"broker\":1003}");
        Row("domain is an array", "{\"broker\":1002,\"fd\":[0]}");
        Row("domain with a fraction", "{\"broker\":1002,\"fd\":0.5}");
        Row("domain twice", "{\"broker\":1002,\"fd\":\"0\",\"FD\":\"1\"}");

        Text("a text", "FD0UD0\n");
        Text("header without broker", "fd,ud\n0,0\n");
        Text("a quote too many", "broker,fd\n1001,\"0\n1002,1\n");
        Text("header with an empty column", "broker,fd,\n1001,0,0\n");
        Text("header with a column twice", "broker,fd,fd\n1001,0,0\n");
        Text("header with a dimension twice", "broker,fd,FaultDomain\n1001,0,0\n");
        Text("header alone", "broker,fd,ud\n");
        Text("too few cells", "broker,fd,ud\n1001,0,0\n\n1002,1\n");
        Text("too many cells", "broker,fd,ud\n1001,0,0,0\n");
        Text("broker cell empty", "broker,fd,ud\n,0,0\n");
        Text("broker twice in the table", "broker,fd,ud\nwn0-kf,0,0\nWN0-kf,0,1\n");
        Text("broker id twice in two forms", "broker,fd,ud\n1001,0,0\n01001,0,1\n");
        Text("broker id too large in the table", "broker,fd,ud\n99999999999,0,0\n");
        Text("broker id negative in the table", "broker,fd,ud\n-1,0,0\n");

        table.ToString().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public void Read_AnyDamagedFile_GivesATopologyOrOneLine()
    {
        string[] good =
        [
            """{"hostGroups":{"headnode":[{"vmId":0}],"workernode":[{"vmId":7,"fqdn":"wn7-kf","faultDomain":2,"updateDomain":11"""
                + ""","availabilitySetId":"/a/b"},{"fqdn":"wn8-kf"}]}}""",
            """{"brokers":[{"broker":1001,"fd":"0","ud":"2"},{"broker":"wn1","zone":1}]}""",
            "broker,fd,ud\n1001,0,1\nwn1-x,FD1,\n# end\n",
        ];

        foreach (var text in Damage.Of(good))
        {
            try
            {
                Read(text).Entries.ShouldNotBeEmpty();
            }
            catch (InputException e)
            {
                e.Message.ShouldStartWith("map");
                e.Message.ShouldNotContain("\n");
            }
        }
    }

    /// <summary>Two brokers of FD0 counted as different fault domains, since each whole text was taken for one.</summary>
    [Theory]
    [InlineData(
        "broker,fd,ud\n1,0,0\n2,UD0,FD0\n",
        "map, line 3: the column \"fd\" holds \"UD0\", which is written like the name of an update domain; perhaps the two columns were "
            + "swapped.")]
    [InlineData(
        "broker,Fault Domain,ud\n1,update domain 3,0\n",
        "map, line 2: the column \"Fault Domain\" holds \"update domain 3\", which")]
    [InlineData(
        "broker,ud\n1,“FD-0”\n",
        "map, line 2: the column \"ud\" holds \"FD-0\", which is written like the name of a fault domain")]
    [InlineData(
        "broker,fd\n1,FD0:UD0\n",
        "map, line 2: the column \"fd\" holds \"FD0:UD0\", which is a whole rack (fault domain and update domain in one); "
            + "perhaps the column should be named \"rack\".")]
    [InlineData("broker,fd,ud\n1,0,/fd0/ud1\n", "map, line 2: the column \"ud\" holds \"/fd0/ud1\", which is a whole rack")]
    [InlineData("""{"brokers":[{"broker":1,"fd":"UD0"}]}""", "the column \"fd\" holds \"UD0\", which")]
    public void Read_DomainInTheWrongColumn_IsRefused(string text, string expected) =>
        Should.Throw<InputException>(() => Read(text)).Message.ShouldContain(expected);

    private static TopologyTable Read(string text) =>
        TopologyFile.Read(InputFile.From(new MemoryStream(Encoding.UTF8.GetBytes(text)), "map"));

    private static string Render(TopologyTable file) =>
        $"{string.Join(',', file.Dimensions.Select(dimension => dimension.ShortName))} "
        + string.Join(' ', file.Entries.Select(entry => $"{entry.Key}:{string.Join('/', entry.Domains.Select(domain => domain ?? "-"))}"));
}
