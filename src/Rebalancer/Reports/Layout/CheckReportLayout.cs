using System.Collections.Immutable;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Verification;

namespace Rebalancer.Reports.Layout;

/// <summary>Arranges a <see cref="CheckReport"/> into lines and tables.</summary>
public static class CheckReportLayout
{
    /// <summary>Arranges a report.</summary>
    /// <param name="report">The report.</param>
    public static ReportDocument Arrange(CheckReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var tables = ImmutableArray.CreateBuilder<ReportTable>();
        if (!report.Verification.Findings.IsEmpty)
        {
            tables.Add(new ReportTable(
                "Findings",
                [new ReportColumn("severity"), new ReportColumn("code"), new ReportColumn("what")],
                [.. report.Verification.Findings.Select(f => ImmutableArray.Create(FindingWords.Of(f.Severity), f.Code, f.Text))]));
        }

        tables.Add(MetricsTable.BeforeAndAfter(report.Effects.Measures));
        tables.Add(MetricsTable.Cost(report.Effects));
        return new ReportDocument(
            $"Check of {report.Plan}",
            [
                Changes(report.Verification),
                Verdict(report),
                .. report.Effects.Cluster.Dimensions.IsEmpty ? new[] { Quantity.NoRacks } : [],
            ],
            tables.DrainToImmutable(),
            [.. report.Notes.Where(n => n.Code is not PlanNote.OtherFactorsCode and not PlanNote.BegunCode)]);
    }

    // What is wrong is counted nowhere: a plan of one bad list alone would seem to change nothing.
    private static string Changes(VerificationReport verification) =>
        $"{Quantity.Count(verification.ChangedPartitionCount, "partition")} to change"
            + $"{(verification.IsValid ? "" : ", not counting entries with errors")}.";

    /// <summary>How the plan would be judged with its replication factors: beside the verdict, which may be of nothing else.</summary>
    private static string OtherFactors(CheckReport report) => Text(report, PlanNote.OtherFactorsCode);

    /// <summary>
    /// Whether it may be applied nonetheless. What its own run has moved prevents nothing, and what others have, the run leaves out.
    /// </summary>
    private static string Begun(CheckReport report) =>
        Text(report, PlanNote.BegunCode) is { Length: > 0 } begun
            ? report.Verification.Findings.All(f => f.Severity != FindingSeverity.Error || f.Code == "before-differs")
                ? begun : $"{begun} Because of the other errors, do not apply it now."
            : " Do not apply it.";

    private static string Text(CheckReport report, string code) =>
        report.Notes.FirstOrDefault(n => n.Code == code) is { } note ? $" {note.Text}" : "";

    private static string Verdict(CheckReport report)
    {
        var verification = report.Verification;
        var warnings = verification.WarningCount == 0 ? "" : $", {Quantity.Count(verification.WarningCount, "warning")}";
        return verification.IsValid && UnservedFields.RefusesLogDirs(verification)
            ? $"The lists are valid, but apply refuses the log dirs beside them{warnings}."
            : verification.IsValid && report.Notes.Any(n => n.Code == PlanNote.LoweredTooFarCode)
            ? $"The lists are valid, but apply refuses them: see the warning about min.insync.replicas{warnings}."
            : verification.IsValid
            ? $"Valid: nothing prevents applying it{warnings}."
            : $"Not valid: {Quantity.Count(verification.ErrorCount, "error")}{warnings}.{Begun(report)}{OtherFactors(report)}";
    }
}
