using Rebalancer.Cli.Context;
using Rebalancer.Cli.Rendering;
using Rebalancer.Cluster;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Layout;
using Rebalancer.TestKit;
using Shouldly;
using Spectre.Console;
using Spectre.Console.Testing;

namespace Rebalancer.Cli.Tests.Rendering;

/// <summary>Terminals of other widths, locales and colours.</summary>
public sealed class TerminalTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void RunningTable_IsTheApprovedText(int width)
    {
        using var console = new TestConsole { Profile = { Width = width } };
        RunningMove[] moves =
        [
            new(new TopicPartition("orders", 12))
            {
                Source = 1001, Destinations = [1004], BytesCopied = 3_300_000_000, BytesTotal = 9_000_000_000,
                RunningFor = TimeSpan.FromSeconds(95),
            },
            new(new TopicPartition("a.rather.long.name.of.a.topic.with.many.parts", 0))
            {
                Source = 1002, Destinations = [1010, 1011], BytesCopied = 0, BytesTotal = 1024, RunningFor = TimeSpan.Zero,
            },
        ];

        console.Write(new RuledTable(ExecutionReportLayout.InFlight(moves)));

        console.Output.ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator($"{width}"));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void LiveView_IsTheApprovedText(int width)
    {
        using var console = new TestConsole { Profile = { Width = width } };
        var progress = new RunProgress(DateTimeOffset.UnixEpoch)
        {
            PartitionsEnded = 12,
            PartitionsRunning = 2,
            PartitionsLeft = 30,
            MovesDone = 20,
            MovesRunning = 3,
            MovesLeft = 41,
            BytesDone = 20_000_000_000,
            BytesTotal = 64_000_000_000,
            BytesPerSecond = 97_000_000,
            ThrottleRate = 50_000_000,
            TimeLeft = TimeSpan.FromSeconds(455),
            Destinations = [new(1004, 1, 50_000_000), new(1010, 2, 47_000_000)],
            Slowest =
            [
                new(new TopicPartition("orders", 12))
                {
                    Source = 1001, Destinations = [1004], BytesCopied = 3_300_000_000, BytesTotal = 9_000_000_000,
                    RunningFor = TimeSpan.FromSeconds(95),
                },
            ],
        };
        string[] notes =
        [
            "apply begins: 44 partitions, 64 replicas, 59.6 GiB, throttle 50MB",
            "warning: Waiting: 3 partitions of the cluster are under-replicated.",
        ];

        console.Write(LiveView.Draw(progress, notes, "rebalancer apply --plan plan --bootstrap-server kafka:9092"));

        console.Output.ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator($"{width}"));
    }

    [Theory]
    [InlineData(0L, "0 B   0 B")]
    [InlineData(null, "not known   not known")]
    public void LiveView_NothingIsKnownOfBytes_SaysSoAndClaimsNoRate(long? bytes, string expected)
    {
        using var console = new TestConsole { Profile = { Width = 200 } };
        var progress = new RunProgress(DateTimeOffset.UnixEpoch)
        {
            PartitionsEnded = 0,
            PartitionsRunning = 1,
            PartitionsLeft = 0,
            MovesDone = 0,
            MovesRunning = 1,
            MovesLeft = 0,
            BytesDone = 0,
            BytesTotal = 0,
            BytesPerSecond = 0,
            ThrottleRate = null,
            TimeLeft = null,
            Slowest =
            [
                new(new TopicPartition("orders", 12))
                {
                    Source = 1001, Destinations = [1004], BytesCopied = bytes, BytesTotal = bytes, RunningFor = TimeSpan.FromSeconds(5),
                },
            ],
        };

        console.Write(LiveView.Draw(progress, [], null));

        console.Output.ShouldStartWith("partitions: 0 finished, 1 moving, 0 to do; replicas: 0/1\n");
        console.Output.ShouldMatch(string.Join(" +", expected.Split("   ")));
    }

    [Fact]
    public void Render_LocaleWithoutUtf8_IsAscii()
    {
        using var console = new TestConsole { Profile = { Width = 80 } };
        console.Profile.Capabilities.Unicode = false;

        new ReportRenderer(console).Render(
            PlanReportLayout.Arrange(PlanReportBuilder.Build(PlanExamples.Request, PlanExamples.Manifest, PlanExamples.Outcome)));

        console.Output.ShouldContain("3 -> 2");
        console.Output.Where(c => !char.IsAscii(c)).ShouldBeEmpty();
    }

    [Fact]
    public void Render_TerminalWithColours_MarksWhatGetsBetterAndWorse()
    {
        using var console = new TestConsole().Width(80).Colors(ColorSystem.Standard).EmitAnsiSequences();
        var table = new ReportTable("t", [new ReportColumn(""), new ReportColumn("after")], [["a", "1"], ["b", "2"], ["c", "3"]])
        {
            Tones = [RowTone.Better, RowTone.Worse, RowTone.Neutral],
        };

        new ReportRenderer(console).Render(table);

        console.Output.ShouldContain("\u001b[32m1\u001b[0m");
        console.Output.ShouldContain("\u001b[91m2\u001b[0m");
        console.Output.ShouldNotContain("m3\u001b");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(70)]
    [InlineData(80)]
    public void Render_NarrowTerminal_BreaksNoHeadingInsideAWordAndPassesNoWidth(int width)
    {
        ReportDocument[] documents =
        [
            PlanReportLayout.Arrange(PlanReportBuilder.Build(PlanExamples.Request, PlanExamples.Manifest, PlanExamples.Outcome)),
            ClusterReportLayout.Arrange(ClusterReportBuilder.Build(PlanExamples.Request.Snapshot, PlanExamples.Request.Topology)),
        ];
        foreach (var table in documents.SelectMany(d => d.Tables).Where(t => !t.IsDetail))
        {
            using var console = new TestConsole { Profile = { Width = width } };

            console.Write(new RuledTable(table));

            console.Lines.Max(l => l.Length).ShouldBeLessThanOrEqualTo(width, console.Output);
            var words = console.Output.Split('─')[0].Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            var headings = table.Columns.SelectMany(c => c.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
            words.ShouldAllBe(word => headings.Contains(word), console.Output);
        }
    }

    [Fact]
    public void Render_TableThatIsFarTooWide_KeepsHeadingsAndBreaksCells()
    {
        using var console = new TestConsole { Profile = { Width = 30 } };
        var table = new ReportTable(
            "", [new ReportColumn("name"), new ReportColumn("number of replicas", RightAligned: true)],
            [["a.name.of.a.topic.that.is.long", "12345"], ["short", "1"]]);

        console.Write(new RuledTable(table));

        console.Lines.Select(l => l.TrimEnd()).ShouldBe(
        [
            "  name                 number", "                           of", "                      replicas", new string('─', 30),
            "  a.name.of.a.topic      12345", "  .that.is.long", "  short                      1",
        ]);
    }

    [Theory]
    [InlineData("LANG=en_US.UTF-8", true)]
    [InlineData("LANG=C.utf8", true)]
    [InlineData("LANG=C", false)]
    [InlineData("LC_ALL=C;LANG=en_US.UTF-8", false)]
    [InlineData("LC_CTYPE=de_DE.ISO-8859-1", false)]
    [InlineData("", true)]
    public void HasUnicode_FollowsTheLocale(string environment, bool expected)
    {
        var variables = environment.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]);

        ConsoleFactory.HasUnicode(variables.GetValueOrDefault).ShouldBe(expected);
    }
}
