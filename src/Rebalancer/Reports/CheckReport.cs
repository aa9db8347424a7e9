using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Cluster;
using Rebalancer.Files.Output;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Topology;
using Rebalancer.Verification;

namespace Rebalancer.Reports;

/// <summary>The verdict on a plan of any origin, as <c>check-plan</c> tells it.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Plan">What was judged, for people: a file or a directory.</param>
/// <param name="Snapshot">The cluster that it was judged against.</param>
/// <param name="Verification">The verdict.</param>
public sealed record CheckReport(string Plan, ClusterSnapshot Snapshot, VerificationReport Verification)
{
    /// <summary>What the readers of the input have to say; never null.</summary>
    public ImmutableArray<PlanNote> Notes { get; init; } = [];

    /// <summary>Puts a verdict together with what the readers of its input have to say.</summary>
    /// <param name="plan">What was judged, for people: a file or a directory.</param>
    /// <param name="snapshot">The cluster that it was judged against.</param>
    /// <param name="topology">Where its brokers sit.</param>
    /// <param name="verification">The verdict.</param>
    /// <param name="planNotes">What the reader of the plan has to say.</param>
    public static CheckReport Create(
        string plan, ClusterSnapshot snapshot, RackTopology topology, VerificationReport verification, ImmutableArray<string> planNotes)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(topology);
        return new CheckReport(plan, snapshot, verification)
        {
            Notes = [.. PlanNotes.OfInput(snapshot, topology), .. planNotes.Select(note => new PlanNote(PlanNoteKind.Reason, "input", note))],
        };
    }

    /// <summary>Arranges the verdict into lines and tables.</summary>
    public ReportDocument Arrange()
    {
        var partitions = Snapshot.Topics.SelectMany(t => t.Partitions);
        var sizesUnknown = partitions.All(p => p.SizeBytes == PartitionSnapshot.UnknownSize);
        var tables = ImmutableArray.CreateBuilder<ReportTable>();
        if (!Verification.Findings.IsEmpty)
        {
            tables.Add(new ReportTable(
                "Findings",
                [new ReportColumn("severity"), new ReportColumn("code"), new ReportColumn("what")],
                [.. Verification.Findings.Select(f => ImmutableArray.Create(Word(f.Severity), f.Code, f.Text))]));
        }

        tables.Add(MetricsTable.BeforeAndAfter(Verification.Before, Verification.After, sizesUnknown));
        tables.Add(MetricsTable.Cost(new PlanCost(
            Verification.MoveCount,
            partitions.Sum(p => (long)p.Replicas.Length),
            Verification.MoveBytes,
            sizesUnknown,
            0,
            Verification.LeaderChangeCount,
            Snapshot.PartitionCount)));
        return new ReportDocument(
            $"Check of {Plan}",
            [
                $"{Quantity.Count(Verification.ChangedPartitionCount, "partition")} to change.",
                Verdict(),
                .. Verification.Before.Dimensions.IsEmpty ? new[] { Quantity.NoRacks } : [],
            ],
            tables.DrainToImmutable(),
            Notes);
    }

    /// <summary>Writes the verdict as JSON, version 1, and a line end. Field names are stable; new ones may be added.</summary>
    /// <remarks>
    /// Fields: version, plan, clusterId, valid, errorCount, warningCount, changedPartitionCount, moveCount, moveBytes, leaderChangeCount, findings (severity,
    /// code, topic, partition, text), notes (kind, code, text), before and after (as in plan.json).
    /// </remarks>
    /// <param name="stream">Where to; stays open.</param>
    public void WriteJson(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using (var writer = new Utf8JsonWriter(stream, JsonRows.Indented))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteString("plan", Plan);
            writer.WriteString("clusterId", Snapshot.ClusterId);
            writer.WriteBoolean("valid", Verification.IsValid);
            writer.WriteNumber("errorCount", Verification.ErrorCount);
            writer.WriteNumber("warningCount", Verification.WarningCount);
            writer.WriteNumber("changedPartitionCount", Verification.ChangedPartitionCount);
            writer.WriteNumber("moveCount", Verification.MoveCount);
            writer.WriteNumber("moveBytes", Verification.MoveBytes);
            writer.WriteNumber("leaderChangeCount", Verification.LeaderChangeCount);
            JsonRows.Write(writer, "findings", Verification.Findings, static (w, f) =>
            {
                w.WriteStartObject();
                w.WriteString("severity", Word(f.Severity));
                w.WriteString("code", f.Code);
                if (f.TopicPartition is { } partition)
                {
                    JsonRows.WriteTopicPartition(w, partition);
                }

                w.WriteString("text", f.Text);
                w.WriteEndObject();
            });
            JsonRows.Write(writer, "notes", Notes, PlanJson.WriteNote);
            PlanJson.WriteMetrics(writer, "before", Verification.Before);
            PlanJson.WriteMetrics(writer, "after", Verification.After);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private string Verdict()
    {
        var warnings = Verification.WarningCount == 0 ? "" : $", {Quantity.Count(Verification.WarningCount, "warning")}";
        return Verification.IsValid
            ? $"Valid: nothing forbids to apply it{warnings}."
            : $"Not valid: {Quantity.Count(Verification.ErrorCount, "error")}{warnings}. Do not apply it.";
    }

    private static string Word(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Information => "info",
        FindingSeverity.Warning => "warning",
        FindingSeverity.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, null),
    };
}
