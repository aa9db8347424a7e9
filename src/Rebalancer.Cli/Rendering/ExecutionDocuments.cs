using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution;
using Rebalancer.Planning;
using Rebalancer.Reports;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Cli.Rendering;

/// <summary>Arranges what <c>verify</c> and <c>status</c> found for a file.</summary>
internal static class ExecutionDocuments
{
    public static ReportDocument Of(ExecutionReport report) => new(
        $"{report.Command.Word()} on cluster {report.ClusterId ?? "(unnamed)"}",
        [
            $"{char.ToUpperInvariant(report.Outcome.ToString()[0])}{report.Outcome.ToString()[1..].ToLowerInvariant()}. {report.Summary}",
            $"Plan {report.Fingerprint}.",
        ],
        [
            .. Tables(
                States(report.Counts),
                List("Refused", report.Refusals),
                new ReportTable(
                    "Not as planned",
                    [new ReportColumn("partition"), new ReportColumn("state"), new ReportColumn("replicas"), new ReportColumn("reason")],
                    [
                        .. report.Exceptions.Select(e => ImmutableArray.Create(
                            e.TopicPartition.ToString(), e.State.ToString().ToLowerInvariant(), string.Join(", ", e.Replicas), e.Reason)),
                    ]),
                List("Another leader than the preferred one", report.LeadersNotPreferred.Select(p => p.ToString())),
                List("Throttles left", report.ThrottlesLeft)),
        ],
        [.. report.Notes.Select(n => new PlanNote(PlanNoteKind.Reason, "note", n))]);

    public static ReportDocument Of(ExecutionStatus status) => new(
        "Status of a plan",
        [
            status.LastCommand is { } last
                ? $"Last command: {last.Word()}, {status.LastOutcome?.ToString().ToLowerInvariant() ?? "not ended"}, "
                    + $"journal of {status.LastAt:u}."
                : "Nothing was carried out from this plan yet.",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Copied {status.PercentDone:0.#} % ({Quantity.Bytes(status.BytesDone)} of {Quantity.Bytes(status.BytesTotal)}).")
                + (status.TimeLeft is { } left ? $" {Quantity.Duration(left)} left at {Quantity.Rate(status.BytesPerSecond)}." : ""),
            status.Advice,
        ],
        [
            .. Tables(
                States(status.Counts),
                new ReportTable(
                    "In flight",
                    [
                        new ReportColumn("partition"), new ReportColumn("from", true), new ReportColumn("to"),
                        new ReportColumn("copied", true), new ReportColumn("of", true), new ReportColumn("for", true),
                    ],
                    [
                        .. status.Running.Select(m => ImmutableArray.Create(
                            m.TopicPartition.ToString(), m.Source.ToString(CultureInfo.InvariantCulture), string.Join(", ", m.Destinations),
                            Quantity.Bytes(m.BytesCopied), Quantity.Bytes(m.BytesTotal), Quantity.Duration(m.RunningFor))),
                    ]),
                List("Drifted", status.Drifted.Select(d => d.ToString())),
                List("Throttles set", status.Throttles)),
        ],
        []);

    private static IEnumerable<ReportTable> Tables(params ReportTable[] tables) => tables.Where(t => !t.Rows.IsEmpty);

    private static ReportTable States(IEnumerable<KeyValuePair<PartitionState, int>> counts) => new(
        "Partitions",
        [new ReportColumn("state"), new ReportColumn("partitions", true)],
        [.. counts.Select(c => ImmutableArray.Create(c.Key.ToString().ToLowerInvariant(), Quantity.Count(c.Value)))]);

    private static ReportTable List(string title, IEnumerable<string> lines) =>
        new(title, [new ReportColumn("")], [.. lines.Select(l => ImmutableArray.Create(l))]);
}
