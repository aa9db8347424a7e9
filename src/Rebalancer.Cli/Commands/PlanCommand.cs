using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Reports;
using Rebalancer.Reports.Building;
using Rebalancer.Reports.Csv;
using Rebalancer.Reports.Html;
using Rebalancer.Reports.Json;
using Rebalancer.Reports.Layout;
using Rebalancer.Scheduling;
using Rebalancer.Verification;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer plan</c>: reads, plans, verifies, then writes and reports.</summary>
internal sealed class PlanCommand(CliContext context) : ICommand<PlanCommandOptions>
{
    public async Task<int> RunAsync(PlanCommandOptions options, CancellationToken cancellationToken)
    {
        // What needs no cluster is checked before a large file is read.
        PlanOptionsMapper.MapPlain(options);
        ReportContext.Throttle(options);
        if (options.ShowChanges is { } shown)
        {
            ShowChanges.Parse(shown);
        }

        var reportFile = ReportFileWriter.From(options.Report, options.ReportFormat, options.Out, hasMoves: true);
        if (options.Out is not null)
        {
            PlanDirectory.RequireWritable(options.Out, options.Overwrite);
        }

        var files = new InputFiles(context);
        using var clock = new StepClock(context, options.Verbose);
        var cluster = await clock.RunAsync("read", () => new ClusterSource(options, context, files).ReadAsync(cancellationToken));
        clock.WorksOn(cluster.Snapshot);
        var topics = await TopicSelection.FromAsync(options, cluster.Snapshot, files, cancellationToken);
        var planOptions = await PlanOptionsMapper.MapAsync(options, topics, cluster.Snapshot, files, cancellationToken);
        MissingDomains.Require(cluster.Topology, planOptions.Roles.Dead, options.AllowMissingDomains);
        cluster = cluster.Judged(planOptions);
        cluster = cluster.WithWarning(KeptFactors.Warning(planOptions, options.ReplicationFactors is not null, cluster.Snapshot));
        var request = new PlanRequest(cluster.Snapshot, cluster.Topology, planOptions);
        PlanOutcome outcome;
        if (options.Window is { } window)
        {
            var copying = CopyOptions.Default with { Throttle = ReportContext.Throttle(options) };
            var fits = WindowBudget.Find(
                new Planner(), request, Duration.Parse("--window", window), copying, clock.Planning, cancellationToken);
            (outcome, request) = (fits.Outcome, request with { Options = planOptions with { Budget = fits.Budget } });
        }
        else
        {
            outcome = new Planner().Plan(request, clock.Planning, cancellationToken);
        }

        clock.EndPlanning();

        // What the search needed goes before verifying and reporting ask for more: 8 MiB less at 200,000 partitions, in the same processor
        // time, as later collections find less to do.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);

        // An empty plan must not pass for a drain that is done: who goes by the exit code would switch the brokers off.
        Refuse(outcome, PlanNote.NothingDrainedCode, "--drain", "drain fewer brokers, or add some first");

        // Nor a limit that was not kept, for all that is known, for one that was.
        Refuse(
            outcome, PlanNote.UnknownBytesCode, "--max-bytes",
            "limit the moves with --max-moves, or give the sizes with --log-dirs");

        // Side by side: neither changes what the other reads. The plan is written once it is verified, the report once it is made.
        var verifying = Task.Run(() => clock.Run("verify", () => PlanVerifier.Verify(request, outcome, cancellationToken)), default);
        var manifest = clock.Run("manifest", () => PlanManifest.Create(request, outcome, files.Inputs, topics.Description));
        var reporting = Task.Run(
            () => clock.Run("report", () => PlanReportBuilder.Build(
                request, manifest, outcome, ReportContext.Of(options, files), copying: null, cancellationToken)), default);
        if (await verifying is { IsValid: false } verdict)
        {
            clock.Dispose();
            context.WriteErrorLine($"error: the plan failed its own verification ({verdict.Findings[0].Text}); nothing was written. "
                + "Please report this with the snapshot.");
            return ExitCode.Failed;
        }

        if (options.Out is not null)
        {
            clock.Run("write plan", () => WritePlan(options.Out, manifest, options.Overwrite, cancellationToken));
        }

        var report = await reporting;
        if (options.Frontier is { } points)
        {
            var frontier = new Planner().Frontier(request, points, clock.Planning, cancellationToken);
            clock.EndPlanning();
            var copying = CopyOptions.Default with { Throttle = ReportContext.Throttle(options) };
            report = report with { Frontier = FrontierReportBuilder.Build(cluster.Snapshot, frontier, copying, cancellationToken) };
        }

        return clock.Run("write", () => Write(options, report, reportFile, clock));
    }

    private static void Refuse(PlanOutcome outcome, string code, string option, string fix)
    {
        if (outcome.Notes.FirstOrDefault(note => note.Code == code) is { } note)
        {
            throw new InputException($"{option}: {note.Text} Perhaps {fix}.");
        }
    }

    private bool WritePlan(string directory, PlanManifest manifest, bool overwrites, CancellationToken cancellationToken)
    {
        OutputFile.Write("--out", directory, () => PlanDirectory.Write(directory, manifest, overwrites, cancellationToken));
        context.Wrote($"the plan was written to {directory}");
        return true;
    }

    private int Write(PlanCommandOptions options, PlanReport report, ReportFileWriter? reportFile, StepClock clock)
    {
        var document = PlanReportLayout.Arrange(report);
        reportFile?.Write(
            document, context, stream => PlanReportJson.Write(stream, report), writer => MovesCsv.Write(writer, report.Effects),
            ReportPage.Of(document.Title, report));
        clock.Dispose();
        Print(options, report, document, reportFile);
        return options.DetailedExitCode && report.Headline.Verdict != Verdict.Balanced ? ExitCode.ChangesNeeded : ExitCode.Success;
    }

    private void Print(PlanCommandOptions options, PlanReport report, ReportDocument document, ReportFileWriter? reportFile)
    {
        if (options.Json)
        {
            context.WriteJson(stream => PlanReportJson.Write(stream, report));
            return;
        }

        var renderer = new ReportRenderer(context.Output);
        renderer.Render(document);
        if (options.ShowChanges is { } shown && !report.Effects.Changes.IsEmpty)
        {
            renderer.Render(ChangeTables.Diff(report.Effects, ShowChanges.Parse(shown)));
        }

        context.WriteLine("");
        if (reportFile is not null)
        {
            context.WriteLine(reportFile.Written);
        }

        context.WriteLine(options.Out is null
            ? $"{(reportFile is null ? "Nothing" : "Nothing else")} was written; --out DIR writes the plan. The cluster is unchanged."
            : $"Written to {options.Out}: {PlanDirectory.ReassignmentFileName}, {PlanDirectory.RollbackFileName}, "
                + $"{PlanDirectory.ManifestFileName}. The cluster is unchanged.");
        NextCommands.Write(context, report.Next);
    }
}
