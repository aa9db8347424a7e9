using System.Globalization;
using Rebalancer.Cli.Context;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Reports;

namespace Rebalancer.Cli.Rendering;

/// <summary>Draws what a command would do, what it came to, and where a plan stands.</summary>
internal sealed class ExecutionRenderer(CliContext context)
{
    private const int MostNamed = 5;
    private const int MostThrottlesNamed = 2;

    private readonly HashSet<string> _told = [];

    /// <summary>The warnings of the preview: who has agreed to them need not be told again.</summary>
    public IReadOnlyCollection<string> Told => _told;

    public void Render(ExecutionPreview preview)
    {
        context.WriteLine($"{preview.Command.Word()} on cluster "
            + $"{preview.ClusterId ?? "(unnamed)"}{(preview.Resumes ? ", resuming the unfinished run" : "")}");
        foreach (var line in Few(preview.CancelsFirst))
        {
            context.WriteLine($"  cancels first: {line}");
        }

        if (!preview.CancelsFirst.IsEmpty)
        {
            context.WriteLine("  throttles set for a move that is cancelled stay: this tool did not set them");
        }

        if (preview.NothingTo is { } nothing)
        {
            context.WriteLine($"  nothing to {nothing}");
        }
        else if (preview.Command is ExecutionCommand.Apply or ExecutionCommand.Undo)
        {
            string[] parts =
            [
                .. preview.Moves == 0 ? [] : (string[])[
                    $"{Quantity.Count(preview.Moves, "replica is", "replicas are")} copied ({Amount(preview)})"],
                .. preview.LeaderChanges == 0 ? [] : (string[])[
                    Quantity.Count(preview.LeaderChanges, "preferred leader changes", "preferred leaders change")],
            ];
            context.WriteLine($"  {Quantity.Count(preview.Partitions, "partition changes", "partitions change")}"
                + (parts.Length == 0 ? "" : $": {string.Join(", ", parts)}"));
            context.WriteLine($"  throttle: {ThrottleSetting.Describe(preview.Throttle!)}");
            if (Time(preview) is { } time)
            {
                context.WriteLine($"  time: {time}");
            }
        }

        if (preview.Running > 0)
        {
            context.WriteLine($"  in flight now: {Quantity.Count(preview.Running, "partition")} of this plan");
        }

        if (!preview.ThrottlesLeft.IsEmpty)
        {
            context.WriteLine($"  throttle values of this plan now: {preview.ThrottlesLeft.Length}");
        }

        foreach (var warning in preview.Warnings)
        {
            _told.Add(warning);
            context.WriteErrorLine("warning: " + warning);
        }

        foreach (var line in Few(preview.LeftOut))
        {
            context.WriteLine($"  left out: {line}");
        }
    }

    private static string Amount(ExecutionPreview preview) =>
        preview.Estimate is not { } estimate ? "of unknown size"
        : Quantity.Bytes(preview.Bytes)
            + (estimate.UnknownSizeCount > 0 ? $" and {Quantity.Count(estimate.UnknownSizeCount, "partition")} of unknown size" : "");

    private static string? Time(ExecutionPreview preview) =>
        preview.Moves == 0 ? null
        : preview.Estimate is not { } estimate ? "not known, as sizes are not"
        : string.Join(", ", estimate.Times.Select(t => $"{Quantity.Duration(t.Whole)} at {Quantity.Rate(t.Rate.BytesPerSecond)}"))
            + " for each broker"
            + (estimate.UnknownSizeCount > 0 ? $", and {Quantity.Count(estimate.UnknownSizeCount, "partition")} of unknown size" : "");

    /// <summary>Five of each kind of reason, and how many there are.</summary>
    private static IEnumerable<string> Few(IEnumerable<PartitionReason> reasons)
    {
        foreach (var kind in reasons.GroupBy(r => ReasonKind.Of(r.Reason)))
        {
            foreach (var reason in kind.Take(MostNamed))
            {
                yield return reason.ToString();
            }

            if (kind.Count() > MostNamed)
            {
                yield return $"{kind.Count() - MostNamed} more like these";
            }
        }
    }

    /// <param name="report">The report.</param>
    /// <param name="directory">The plan directory, or null where it is not to be named.</param>
    /// <param name="resume">The command that goes on; null where none does.</param>
    public void Render(ExecutionReport report, string? directory, string? resume)
    {
        context.WriteLine(ReportWriter.ToText(report, _told).TrimEnd('\n'));
        if (directory is not null && report.IsWritten)
        {
            context.WriteLine($"Report      {Path.Combine(directory, ReportWriter.TextName)}");
        }

        if (resume is not null && report.Outcome == ExecutionOutcome.Interrupted)
        {
            context.WriteRawLine($"Resume with {resume}");
        }
    }

    public void Render(ExecutionStatus status)
    {
        context.WriteLine(status.LastCommand is not { } last
            ? "This plan has not been carried out yet."
            : $"Last command: {last.Word()}, "
                + $"{status.LastOutcome?.ToString().ToLowerInvariant() ?? (status.ProcessId is null ? "cut off" : "running")}, journal of "
                + $"{status.LastAt:u}");
        foreach (var (state, count) in status.Counts)
        {
            context.WriteLine($"{state,-11} {Quantity.Count(count, "partition")}");
        }

        if (status.LastCommand is not null || !status.Running.IsEmpty)
        {
            context.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Copied      {status.PercentDone:0.#} %")
                + (status.BytesTotal > 0 ? $" ({Quantity.Bytes(status.BytesDone)} of {Quantity.Bytes(status.BytesTotal)})" : "")
                + (status.BytesPerSecond > 0 ? $", {Quantity.Rate(status.BytesPerSecond)} since the moves began" : "")
                + (status.TimeLeft is { } left ? $", {Quantity.Duration(left)} left" : ""));
        }

        if (!status.Running.IsEmpty)
        {
            context.Output.Write(new RuledTable(ExecutionReportLayout.InFlight(status.Running)));
        }

        foreach (var line in Few(status.Drifted))
        {
            context.WriteLine($"Drifted     {line}");
        }

        if (!status.Throttles.IsEmpty)
        {
            var named = string.Join(", ", status.Throttles.Take(MostThrottlesNamed));
            context.WriteLine($"Throttle    {Quantity.Count(status.Throttles.Length, "value")} of this plan: "
                + $"{named}{(status.Throttles.Length > MostThrottlesNamed ? ", ..." : "")}");
        }

        foreach (var note in status.Notes)
        {
            context.WriteLine($"Note        {note}");
        }

        context.WriteLine(status.Advice);
    }
}
