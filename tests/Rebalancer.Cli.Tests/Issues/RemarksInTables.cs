using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>Columns of a table that say nothing about places passed for rack dimensions without a word.</summary>
public sealed class RemarksInTables : FieldCase
{
    public RemarksInTables() => Write("describe.txt", """
        Topic: t	PartitionCount: 1	ReplicationFactor: 2	Configs: 
        	Topic: t	Partition: 0	Leader: 1	Replicas: 1,2	Isr: 1,2
        """);

    [Theory]
    [InlineData("broker,rack,status\n1,a,up\n2,b,up\n", "the column \"status\" is taken as a rack dimension; leave it out if it says")]
    [InlineData("id,fd,ud,port,Instance Type\n1,0,0,9092,m5\n2,1,1,9092,m5\n",
        "the columns \"port\", \"Instance Type\" are taken as rack dimensions; leave out those that say")]
    public async Task Describe_ColumnThatIsNoPlace_IsNamed(string table, string text)
    {
        Write("racks.csv", table);

        Notes(await Json("describe", "--assignment", "describe.txt", "--topology", "racks.csv"))
            .ShouldContain(note => note.Contains($"racks.csv: {text} nothing about where a broker stands."));
    }

    [Theory]
    [InlineData("broker,rack\n1,a\n2,b\n")]
    [InlineData("id,host,fault domain,UD\n1,h1,0,0\n2,h2,1,1\n")]
    [InlineData("broker,region,zone,data_center,row\n1,eu,1,d,7\n2,eu,2,d,8\n")]
    public async Task Describe_ColumnsThatArePlaces_AreNot(string table)
    {
        Write("racks.csv", table);

        Notes(await Json("describe", "--assignment", "describe.txt", "--topology", "racks.csv"))
            .ShouldNotContain(note => note.Contains("rack dimension"));
    }
}
