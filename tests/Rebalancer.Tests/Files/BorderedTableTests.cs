using System.Text;
using Rebalancer.Files.Input;
using Rebalancer.Topology;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

/// <summary>Tables as psql, mysql and Markdown draw them: their header was misquoted.</summary>
public sealed class BorderedTableTests
{
    [Theory]
    [InlineData(" broker | fd | ud \n--------+----+----\n   1001 | 0  | 1\n   1002 | 1  | 0\n(2 rows)\n\n")]
    [InlineData("| broker | fd | ud |\n|---:|:--|:-:|\n| 1001 | 0 | 1 |\n| 1002 | 1 | 0 |\n")]
    [InlineData(
        "+--------+----+----+\n| broker | fd | ud |\n+--------+----+----+\n|   1001 | 0  | 1  |\n|   1002 | 1  | 0  |\n"
        + "+--------+----+----+\n2 rows in set (0.00 sec)\n")]
    [InlineData("broker|fd|ud\n1001|0|1\n1002|1|0\n")]
    public void Read_TableWithBars_IsRead(string text)
    {
        var table = Read(text);

        table.Entries.Select(e => $"{e.BrokerId}: {string.Join(' ', e.Domains)}").ShouldBe(["1001: 0 1", "1002: 1 0"]);
        table.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Read_EmptyLastCell_StaysACell() =>
        Should.Throw<InputException>(() => Read("broker|fd|ud\n1001|0\n")).Message.ShouldBe(
            "f, line 2: 2 cells in \"1001|0\" but the header has 3. Perhaps a cell is missing.");

    private static TopologyTable Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var file = InputFile.From(stream, "f");
        return TopologyFile.Read(file);
    }
}
