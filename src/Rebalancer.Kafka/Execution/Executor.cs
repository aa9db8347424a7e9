using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rebalancer.Files;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Commands;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.Journal.Store;
using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Kafka.Execution.Timeline;
using Rebalancer.Kafka.Observing;
using Rebalancer.Plans;
using Rebalancer.Reports;

namespace Rebalancer.Kafka;

/// <summary>The one way to carry plans out.</summary>
/// <remarks>
/// Safe for concurrent use on different plan directories. The journal in the plan directory tells what is ours, the cluster tells what is.
/// Needs ALTER, DESCRIBE, ALTER_CONFIGS and DESCRIBE_CONFIGS
/// on the cluster, and DESCRIBE, DESCRIBE_CONFIGS and ALTER_CONFIGS on the topics.
/// </remarks>
/// <example>
/// <code>
/// var properties = new ClientProperties().WithBootstrapServers("kafka-1:9092");
/// await using IClusterAdmin admin = KafkaClusterAdmin.Connect(properties);
/// var executor = new Executor(admin);
/// var request = new ExecutionRequest("plan", PlanDirectory.Read("plan"), ExecutionOptions.Default);
///
/// ExecutionPreview preview = await executor.PreviewAsync(ExecutionCommand.Apply, request);
/// if (preview.Refusals.IsEmpty)
/// {
///     ExecutionReport report = await executor.ApplyAsync(request);
///     Console.WriteLine(report.Summary);
/// }
/// </code>
/// </example>
public sealed class Executor : IExecutor
{
    private const int ChangesPerRecord = 500;

    private readonly IClusterAdmin _admin;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly JournalHooks? _hooks;

    /// <summary>Creates an executor.</summary>
    /// <param name="admin">The cluster.</param>
    /// <param name="time">The clock of waits and records; the system's where null.</param>
    /// <param name="logger">Where to log; nowhere where null.</param>
    public Executor(IClusterAdmin admin, TimeProvider? time = null, ILogger<Executor>? logger = null)
        : this(admin, time, logger, null)
    {
    }

    internal Executor(IClusterAdmin admin, TimeProvider? time, ILogger? logger, JournalHooks? hooks)
    {
        ArgumentNullException.ThrowIfNull(admin);
        _admin = admin;
        _time = time ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _hooks = hooks;
    }

    /// <inheritdoc/>
    public Task<ExecutionReport> ApplyAsync(
        ExecutionRequest request, IProgress<ExecutionEvent>? progress = null, CancellationToken cancellationToken = default) =>
        RunAsync(ExecutionCommand.Apply, request, progress, cancellationToken);

    /// <inheritdoc/>
    public Task<ExecutionReport> UndoAsync(
        ExecutionRequest request, IProgress<ExecutionEvent>? progress = null, CancellationToken cancellationToken = default) =>
        RunAsync(ExecutionCommand.Undo, request, progress, cancellationToken);

    /// <inheritdoc/>
    public Task<ExecutionReport> CancelAsync(
        ExecutionRequest request, IProgress<ExecutionEvent>? progress = null, CancellationToken cancellationToken = default) =>
        RunAsync(ExecutionCommand.Cancel, request, progress, cancellationToken);

    /// <inheritdoc/>
    public Task<ExecutionReport> UnthrottleAsync(
        ExecutionRequest request, IProgress<ExecutionEvent>? progress = null, CancellationToken cancellationToken = default) =>
        RunAsync(ExecutionCommand.Unthrottle, request, progress, cancellationToken);

    /// <inheritdoc/>
    public async Task<ExecutionPreview> PreviewAsync(
        ExecutionCommand command, ExecutionRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (command == ExecutionCommand.Verify)
        {
            throw new ArgumentOutOfRangeException(nameof(command), command, "It changes nothing and has no preview.");
        }

        request.Options.Validate();
        request = request.WithWhatThePlanAllows(command);
        if (request.Lock is null)
        {
            PlanLock.RequireFree(request.Directory);
        }

        RequireSamePlan(command, request);
        await using var store = Store(request);
        var journal = await RunJournal.OpenAsync(store, request.Plan.Fingerprint, _time, null, cancellationToken).ConfigureAwait(false);
        await OtherDirectory.RequireIdleAsync(request, journal.State, cancellationToken).ConfigureAwait(false);
        var run = new RunContext(request, _admin, _time, journal, isReadOnly: true, null, _logger);
        return (await RunPreparation.PrepareAsync(run, command, cancellationToken).ConfigureAwait(false)).Preview(
            request, journal.State, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ExecutionReport> VerifyAsync(ExecutionRequest request, CancellationToken cancellationToken = default) =>
        new Inspector(_admin, _time, _logger, Store).VerifyAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<ExecutionStatus> StatusAsync(ExecutionRequest request, CancellationToken cancellationToken = default) =>
        new Inspector(_admin, _time, _logger, Store).StatusAsync(request, cancellationToken);

    /// <summary>
    /// The plan that the journals of a directory hold, whatever stands in its <c>plan.json</c> now; null where nothing was begun there.
    /// </summary>
    /// <remarks><c>cancel</c>, <c>undo</c> and <c>unthrottle</c> work from it alone.</remarks>
    /// <param name="directory">The plan directory.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalException">A journal was changed or is of a newer version.</exception>
    public static async Task<PlanManifest?> FindPlanAsync(string directory, CancellationToken cancellationToken = default)
    {
        await using var store = new FileJournalStore(directory);
        return (await RunJournal.OpenAsync(store, null, TimeProvider.System, null, cancellationToken).ConfigureAwait(false)).State.Plan;
    }

    // What was read before the lock was held may have been replaced since: an apply that asked whether to begin would carry out what nobody
    // sees any more.
    private static void RequireSamePlan(ExecutionCommand command, ExecutionRequest request)
    {
        if (command != ExecutionCommand.Apply || !File.Exists(Path.Combine(request.Directory, PlanDirectory.ManifestFileName)))
        {
            return;
        }

        var present = PlanDirectory.Read(request.Directory);
        if (present.Fingerprint != request.Plan.Fingerprint)
        {
            throw new InputException(
                $"The plan in {request.Directory} was replaced since it was read. Perhaps look at the new one and run the command again.");
        }

        PlanDirectory.RequireUnedited(request.Directory, present);
    }

    private async Task<ExecutionReport> RunAsync(
        ExecutionCommand kind, ExecutionRequest request, IProgress<ExecutionEvent>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Validate();
        request = request.WithWhatThePlanAllows(kind);
        using var held = request.Lock is null ? PlanLock.Take(request.Directory) : null;
        RequireSamePlan(kind, request);
        await using var store = Store(request);
        var journal = await RunJournal.OpenAsync(store, request.Plan.Fingerprint, _time, _hooks?.Appended, cancellationToken)
            .ConfigureAwait(false);
        await OtherDirectory.RequireIdleAsync(request, journal.State, cancellationToken).ConfigureAwait(false);
        using var others = await OtherDirectory.LockAsync(request, journal.State, cancellationToken).ConfigureAwait(false);
        using var timeline = new TimelineRecorder(request, progress);
        var run = new RunContext(request, _admin, _time, journal, isReadOnly: false, timeline, _logger);
        timeline.OnFailure = failure => run.Note(true, failure);
        var report = new ReportBuilder(run, kind, run.Now);
        var prepared = await RunPreparation.PrepareAsync(run, kind, cancellationToken).ConfigureAwait(false);
        if (!prepared.Refusals.IsEmpty)
        {
            return report.Refuse(prepared.View, prepared.Refusals);
        }

        await BeginAsync(run, prepared).ConfigureAwait(false);
        run.Observer.Patience = request.Options.HoldTimeout;
        var result = kind switch
        {
            ExecutionCommand.Cancel => await new CancelInFlight(run, prepared, report).RunAsync(cancellationToken).ConfigureAwait(false),
            ExecutionCommand.Unthrottle => await UnthrottleAsync(run, prepared, report, cancellationToken).ConfigureAwait(false),
            _ => await new ApplyOrUndo(run, prepared, report).RunAsync(cancellationToken).ConfigureAwait(false),
        };
        if (kind == ExecutionCommand.Apply && result.Outcome is ExecutionOutcome.Completed or ExecutionOutcome.Partial)
        {
            // A plan for some topics, or within limits, empties a broker only in part: what it asked for is done all the same.
            var options = LeavingBrokers.OptionsOf(request);
            result.Add(
                await LeavingBrokers.LookAsync(_admin, request.Plan, options, cancellationToken).ConfigureAwait(false),
                mustBeEmpty: options is { Budget.LimitsMoves: false, Topics: null });
        }

        timeline.Finish(run.Now, result.Outcome);
        result.Timeline = timeline.Timeline;
        await EndAsync(run, result).ConfigureAwait(false);
        result.Next = report.Next();
        run.Tell(new RunFinished(run.Now, result.Outcome));
        return result;
    }

    // The cluster is changed by now: a disk that takes neither the last line nor the report is told, and the run counts as not ended.
    private static async Task EndAsync(RunContext run, ExecutionReport result)
    {
        try
        {
            await run.RecordAsync(new RunEnded(result.Outcome)).ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            result.FailToWrite(e.Message);
        }

        var directory = run.Request.Directory;
        if (!Directory.Exists(directory))
        {
            // Where files stay open while their directory is renamed, the journal was written to its end, wherever that is now.
            result.FailToWrite(
                $"The plan directory {directory} is gone: it was moved or deleted during the run. Its journal went with it, and no report "
                    + "was written. Perhaps give the next command the directory's new path.");
            return;
        }

        if (!run.Journal.LastSent && File.Exists(Path.Combine(directory, ReportWriter.JsonName)))
        {
            // It changed nothing: the report of the run that did is worth more than a second one that says so.
            return;
        }

        try
        {
            ReportWriter.Write(result, directory);
            result.IsWritten = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            result.FailToWrite($"The report cannot be written to {directory}: {FileFailure.OfWriting(e)}.");
        }
    }

    private IJournalStore Store(ExecutionRequest request)
    {
        var files = new FileJournalStore(request.Directory, _hooks?.IsDurable ?? true);
        return _hooks?.Store?.Invoke(files) ?? files;
    }

    private static async Task BeginAsync(RunContext run, RunPreparation prepared)
    {
        var topics = run.Request.Plan.Changes.Select(c => c.TopicPartition.Topic)
            .Distinct(StringComparer.Ordinal).Select(prepared.View.Topic).OfType<TopicDescription>().ToArray();
        await run.RecordAsync(new RunStarted(
            JournalFormat.CurrentVersion,
            run.Journal.LastRun + 1,
            prepared.Kind,
            prepared.View.Cluster.ClusterId,
            run.Request.Plan.Fingerprint,
            prepared.Throttle.ToString(),
            topics.Where(t => t.TopicId is not null)
                .ToImmutableSortedDictionary(t => t.Name, t => t.TopicId!.Value, StringComparer.Ordinal),
            topics.ToImmutableSortedDictionary(t => t.Name, t => t.Partitions.Count, StringComparer.Ordinal),
            Environment.ProcessId)
        {
            Directory = Path.GetFullPath(run.Request.Directory),
            Host = Environment.MachineName,
        }).ConfigureAwait(false);
        if (run.Journal.Plan is null)
        {
            foreach (var chunk in run.Request.Plan.Changes.Chunk(ChangesPerRecord))
            {
                await run.RecordAsync(new PlanKept(run.Request.Plan.ClusterId, [.. chunk.Select(KeptChange.Of)])).ConfigureAwait(false);
            }
        }

        var open = prepared.Open();
        run.Tell(new RunBegan(run.Now)
        {
            Command = prepared.Kind,
            Resumes = prepared.Resumes,
            Throttle = prepared.ThrottleUsed,
            Partitions = open.Length,
            Moves = open.Sum(t => t.MovesLeft),
            Bytes = open.Sum(t => CopyAmounts.Left(t, prepared.Facts)),
        });
    }

    private static async Task<ExecutionReport> UnthrottleAsync(
        RunContext run, RunPreparation prepared, ReportBuilder report, CancellationToken cancellationToken)
    {
        ImmutableArray<string> left;
        ClusterView view;
        try
        {
            left = await new ThrottleRestore(run).AllAsync(prepared.View, cancellationToken).ConfigureAwait(false);
            view = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
            view = await prepared.State.PlaceAgainAsync(run, view, _ => true, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return report.Build(prepared.State, null, ExecutionOutcome.Interrupted, "Stopped. Run the same command to resume.");
        }
        catch (JournalException e)
        {
            return report.JournalFailed(prepared.State, e);
        }
        catch (KafkaClusterException e)
        {
            return report.Build(prepared.State, null, ExecutionOutcome.Interrupted, $"{e.Message} Run the same command to resume.");
        }

        var final = new FinalState(left, [], view);
        return left.IsEmpty
            ? report.Build(prepared.State, final, ExecutionOutcome.Completed, $"No {ReportBuilder.OwnThrottle} is left"
                + (prepared.State.Running.Any() ? $"; {ReportBuilder.Unthrottled(prepared.State)}." : "."))
            : report.Build(prepared.State, final, ExecutionOutcome.Partial, $"{ReportBuilder.ThrottlesLeft(left.Length)}.");
    }
}

/// <summary>What a test may change about a run.</summary>
/// <param name="Appended">Called after each record is written; throwing here stops the run as a crash would.</param>
/// <param name="IsDurable">Whether records are forced to the disk; a test that stops no machine saves the time.</param>
internal sealed record JournalHooks(Action<JournalRecord>? Appended, bool IsDurable)
{
    /// <summary>What stands between the run and the files of its journal; null for nothing.</summary>
    public Func<IJournalStore, IJournalStore>? Store { get; init; }
}
