using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Planning;
using Rebalancer.Reports;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Kafka.Execution.Reports;

/// <summary>Arranges what a command came to, and where a plan stands, into lines, tables and the picture of a run.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class ExecutionReportLayout
{
    private const string Exceptions = "exceptions";

    /// <summary>Arranges a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="next">What to do next, or null where that is not known.</param>
    public static ReportDocument Arrange(ExecutionReport report, NextSteps? next = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        var outcome = report.Outcome.ToString();
        return new(
            $"{report.Command} on cluster {report.ClusterId ?? "(unnamed)"}",
            [
                $"{outcome}. {report.Summary}",
                .. report.Command == ExecutionCommand.Verify ? (ReadOnlySpan<string>)[] : [
                    $"From {report.StartedAt:u} to {report.EndedAt:u} "
                        + $"({Quantity.Duration(report.EndedAt - report.StartedAt)}){(report.Resumed ? ", resumed" : "")}."],
                $"Plan {report.Fingerprint}.",
            ],
            [
                .. Shown(
                [
                    .. TimelineTables.Of(report.Timeline, namesLeftOut: false),
                    List("Refused", report.Refusals),
                    new ReportTable(
                        "Not as planned",
                        [new("partition"), new("state"), new("replicas"), new("reason")],
                        [
                            .. report.Exceptions.Select(e => ImmutableArray.Create(
                                e.TopicPartition.ToString(), e.State.ToString().ToLowerInvariant(), string.Join(", ", e.Replicas),
                                e.Reason)),
                        ])
                    {
                        Section = Exceptions,
                    },
                    List("Another leader than the preferred one", report.LeadersNotPreferred.Select(p => p.ToString())),
                    List(ReportWriter.TitleOfThrottles(report), report.ThrottlesLeft),
                    States(report.Counts),
                ]),
            ],
            [.. report.Notes.Select(n => new PlanNote(PlanNoteKind.Reason, "note", n))])
        {
            Tone = report.Outcome == ExecutionOutcome.Completed ? RowTone.Better : RowTone.Worse,
            Tiles = report.Command.Moves() && report.Outcome != ExecutionOutcome.Refused ? Tiles(report) : [],
            Timeline = TimelinePictureBuilder.Build(report.Timeline),
            Next = next,
        };
    }

    /// <summary>Arranges a status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="next">What to do next, or null where that is not known.</param>
    public static ReportDocument Arrange(ExecutionStatus status, NextSteps? next = null)
    {
        ArgumentNullException.ThrowIfNull(status);
        return new(
            "Status of a plan",
            [
                status.LastCommand is { } last
                    ? $"Last command: {last.Word()}, {status.LastOutcome?.ToString().ToLowerInvariant() ?? "not ended"}, "
                        + $"journal of {status.LastAt:u}."
                    : "This plan has not been carried out yet.",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Copied {status.PercentDone:0.#} %{Amount(status)}.")
                    + (status.TimeLeft is { } left ? $" {Quantity.Duration(left)} left at {Quantity.Rate(status.BytesPerSecond)}." : ""),
                status.Advice,
            ],
            [
                .. Shown(
                [
                    .. TimelineTables.Of(status.Timeline, namesLeftOut: true),
                    List("Drifted", status.Drifted.Select(d => d.ToString())),
                    List("Throttles set", status.Throttles),
                    List("Notes", status.Notes),
                    States(status.Counts),
                    InFlight(status.Running),
                ]),
            ],
            [])
        {
            Tiles = Tiles(status),
            Timeline = TimelinePictureBuilder.Build(status.Timeline),
            Next = next,
        };
    }

    /// <summary>The table of moves in flight: from where to where, how much is copied of how much, and for how long.</summary>
    /// <param name="moves">The moves.</param>
    public static ReportTable InFlight(IEnumerable<RunningMove> moves)
    {
        ArgumentNullException.ThrowIfNull(moves);
        return new(
            "In flight",
            [new("partition"), new("from", true), new("to"), new("copied", true), new("of", true), new("for", true)],
            [
                .. moves.Select(m => ImmutableArray.Create(
                    m.TopicPartition.ToString(),
                    m.Source.ToString(CultureInfo.InvariantCulture),
                    string.Join(", ", m.Destinations),
                    Quantity.Bytes(m.BytesCopied ?? -1)
                        + (m.CopiedAgo is { TotalSeconds: >= 1 } ago ? $", {Quantity.Duration(ago)} ago" : ""),
                    Quantity.Bytes(m.BytesTotal ?? -1),
                    Quantity.Duration(m.RunningFor))),
            ]);
    }

    private static ImmutableArray<Tile> Tiles(ExecutionReport report)
    {
        var seconds = (report.EndedAt - report.StartedAt).TotalSeconds;
        var rate = Quantity.Rate((long)(report.BytesMoved / Math.Max(1, seconds)));
        return
        [
            new("moves", "Replicas copied", TileUnit.Count, null, report.MovesDone, report.Resumed ? "by this run" : ""),
            new("bytes", "Bytes copied", TileUnit.Bytes, null, report.BytesMoved, $"{rate} on average"),
            new("time", "Time", TileUnit.Seconds, null, (long)seconds, report.Resumed ? "of this run" : ""),
            new(
                "notAsPlanned", "Partitions not as planned", TileUnit.Count, null, report.Exceptions.Length,
                $"of {Quantity.Count(report.Counts.Values.Sum())}"),
        ];
    }

    private static ImmutableArray<Tile> Tiles(ExecutionStatus status)
    {
        var all = status.Counts.Values.Sum();
        return
        [
            new(
                "done", "Partitions done", TileUnit.Count, null, status.Counts.GetValueOrDefault(PartitionState.Done),
                $"of {Quantity.Count(all)}"),
            new("inFlight", "Partitions in flight", TileUnit.Count, null, status.Running.Length, ""),
            status.BytesTotal == 0
                ? new("bytes", "Bytes copied", TileUnit.Bytes, null, null, "no size above 0 is known")
                : new("bytes", "Bytes copied", TileUnit.Bytes, null, status.BytesDone, $"of {Quantity.Bytes(status.BytesTotal)}"),
            new(
                "timeLeft", "Time left", TileUnit.Seconds, null, status.TimeLeft is { } left ? (long)left.TotalSeconds : null,
                status.TimeLeft is null ? "nothing is measured now" : "at " + Quantity.Rate(status.BytesPerSecond)),
        ];
    }

    private static string Amount(ExecutionStatus status) =>
        status.BytesTotal == 0 ? "" : $" ({Quantity.Bytes(status.BytesDone)} of {Quantity.Bytes(status.BytesTotal)})";

    private static IEnumerable<ReportTable> Shown(IEnumerable<ReportTable> tables) => tables.Where(t => !t.Rows.IsEmpty);

    private static ReportTable States(IEnumerable<KeyValuePair<PartitionState, int>> counts) => new(
        "Partitions by state",
        [new("state"), new("partitions", true)],
        [.. counts.Select(c => ImmutableArray.Create(c.Key.ToString().ToLowerInvariant(), Quantity.Count(c.Value)))]);

    private static ReportTable List(string title, IEnumerable<string> lines) =>
        new(title, [new ReportColumn("which")], [.. lines.Select(l => ImmutableArray.Create(l))]) { Section = Exceptions };
}
