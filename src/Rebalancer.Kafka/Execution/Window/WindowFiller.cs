using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Gates;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Execution.Steps;
using Rebalancer.Kafka.Execution.Throttles;
using Rebalancer.Kafka.Observing;
using Rebalancer.Reports;
using Rebalancer.Scheduling;

namespace Rebalancer.Kafka.Execution.Window;

/// <summary>Starts what fits: gates, budgets, throttle, then one call.</summary>
internal sealed class WindowFiller(
    RunContext run,
    RunState state,
    ProgressMeter meter,
    Throttler throttler,
    StepSubmitter submitter,
    StepTracker tracker,
    DomainMap domains,
    ClusterFacts facts,
    HealthWatch watch)
{
    private readonly WindowScheduler<MoveStep> _scheduler = new();
    private DateTimeOffset? _blockedSince;
    private string _liveBrokers = "";

    /// <summary>Why nothing will be started any more; null while the run goes on.</summary>
    public string? Stopped { get; private set; }

    /// <summary>Whether the last look held the window for something that is wrong with the cluster.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Fills the window.</summary>
    /// <returns>Whether anything was started.</returns>
    public async Task<bool> FillAsync(ClusterView view, IReadOnlyList<BrokerLogDirs> logDirs, CancellationToken cancellationToken)
    {
        ForgetPathsAfterChange(view);
        var running = state.Running.Select(t => t.Step!).ToList();
        if (await throttler.NarrowAsync(running, view, cancellationToken).ConfigureAwait(false) is { IsFinal: true } reverted)
        {
            Stop(reverted.Text);
        }

        var pending = await PendingAsync(view).ConfigureAwait(false);
        if (Stopped is not null || pending.Count == 0)
        {
            return false;
        }

        var holds = ClusterGate.WhyHold(view, state, watch, run.Options);
        IsHeld = holds.Count > 0;
        string? blocked = null;
        var waiting = new WindowQueues<MoveStep>(pending.Values.Select(p => p.Step), run.Options.SmallFirst);
        List<MoveStep> selected = holds.Count > 0
            ? []
            : [.. _scheduler.Select(waiting, Budgets(view, running, logDirs), StepSubmitter.MostPerCall(view.Cluster), out blocked)];
        if (selected.Count == 0)
        {
            await WaitAsync(view, holds.Count > 0 ? holds : [blocked!], running.Count == 0).ConfigureAwait(false);
            return false;
        }

        if (await throttler.EnsureAsync([.. running, .. selected], view, meter, cancellationToken).ConfigureAwait(false) is { } problem)
        {
            await RefuseAsync(view, problem, running.Count == 0).ConfigureAwait(false);
            return false;
        }

        _blockedSince = null;
        if (!await HoldsStillAsync(view, selected, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await submitter.SubmitAsync([.. selected.Select(s => (pending[s].Task, s))], cancellationToken).ConfigureAwait(false);
        await RunState.SettleAsync(run, [.. selected.Select(s => pending[s].Task).Where(t => t.RefusedBy is not null)
            .Select(t => (t, PartitionState.Failed, (string?)Refusal(view.Cluster, t)))]).ConfigureAwait(false);
        return true;
    }

    // Throttles and log dirs may have taken their time: what is sent must be right now, not when the look began.
    private async Task<bool> HoldsStillAsync(ClusterView view, List<MoveStep> selected, CancellationToken cancellationToken)
    {
        if (run.Now - view.At > ClusterObserver.SecondLook)
        {
            var now = await run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
            var gate = new PartitionGate(now, facts.MinIsr, state.Spare);
            selected.RemoveAll(s => now.Reassignment(s.TopicPartition) is not null
                || now.Presence(s.TopicPartition, state.TopicId(s.TopicPartition.Topic)) != TopicPresence.Seen
                || !BrokerLists.Same(now.Partition(s.TopicPartition)!.Replicas, s.From) || gate.WhyNot(s) is not null);
        }

        return selected.Count > 0;
    }

    /// <summary>Starts nothing any more; what runs is watched to its end.</summary>
    public void Stop(string reason)
    {
        if (Stopped is null)
        {
            Stopped = reason;
            run.Note(true, reason + " Nothing new is started.");
        }
    }

    private async Task RefuseAsync(ClusterView view, ThrottleProblem problem, bool idle)
    {
        if (problem.IsFinal)
        {
            Stop(problem.Text);
        }
        else
        {
            await WaitAsync(view, [problem.Text], idle).ConfigureAwait(false);
        }
    }

    private string Refusal(ClusterDescription cluster, PartitionTask task)
    {
        var error = task.RefusedBy!;
        var likely = error.Code == KafkaErrorCode.InvalidReplicationFactor && !run.Options.AllowReplicationFactorChange
            ? Preflight.AllowFactorHint
            : ReassignmentSupport.WhyRefused(cluster, error);
        return $"the cluster refused {BrokerLists.Text(task.Goal)}: {error}{(likely is null ? null : ". " + likely)}";
    }

    private async Task<Dictionary<MoveStep, (PartitionTask Task, MoveStep Step)>> PendingAsync(ClusterView view)
    {
        Dictionary<MoveStep, (PartitionTask, MoveStep)> steps = new(ReferenceEqualityComparer.Instance);
        List<(PartitionTask, PartitionState, string?)> ended = [];
        List<string> drifted = [];
        foreach (var task in state.Pending.ToArray())
        {
            if (tracker.Drift(task, view) is { } drift)
            {
                drifted.Add($"{task.Partition}: {drift}");
                ended.Add((task, PartitionState.Skipped, drift));
            }
            else if (!task.IsOpen)
            {
                ended.Add((task, task.State, task.Reason));
            }
            else if (task.State == PartitionState.Pending && task.OddSince is null && task.NextStep(view, domains, run.Options) is { } step)
            {
                steps[step] = (task, step);
            }
        }

        await RunState.SettleAsync(run, ended).ConfigureAwait(false);
        if (drifted.Count > 0 && !run.Options.SkipDrifted)
        {
            Stop($"{Quantity.Count(drifted.Count, "partition is", "partitions are")} no longer as planned, the first: {drifted[0]}.");
        }

        return steps;
    }

    private List<IWindowBudget<MoveStep>> Budgets(ClusterView view, List<MoveStep> running, IReadOnlyList<BrokerLogDirs> logDirs)
    {
        var space = new SpaceBudget(logDirs, run.Options.SpaceReserve);
        List<IWindowBudget<MoveStep>> others = [
            new BrokerBudget(run.Options.Caps),
            new InternalTopicBudget(state.Tasks.Any(t => t.IsOpen && !t.IsInternal)),
            throttler.ListBudget(),
        ];
        foreach (var step in running)
        {
            space.Take(step, meter.Copied(step));
            others.ForEach(b => b.Take(step));
        }

        return [new PartitionGate(view, facts.MinIsr, state.Spare), .. others, space];
    }

    // With nothing in flight nothing will change by itself: after the hold timeout the rest is given up, each with its reason.
    private async Task WaitAsync(ClusterView view, List<string> reasons, bool idle)
    {
        _blockedSince = idle ? _blockedSince ?? view.At : null;
        if (!idle)
        {
            return;
        }

        run.Tell(new WindowHeld(view.At, [.. reasons]));
        foreach (var reason in reasons)
        {
            run.Note(true, $"Waiting: {reason}");
        }

        if (view.At - _blockedSince >= run.Options.HoldTimeout)
        {
            var why = string.Join(' ', reasons);
            await RunState.SettleAsync(run, [.. state.Pending.Select(t => (
                t,
                PartitionState.Failed,
                (string?)$"not started within {Quantity.Duration(run.Options.HoldTimeout)}: {why}")).ToArray()]).ConfigureAwait(false);
        }
    }

    private void ForgetPathsAfterChange(ClusterView view)
    {
        var live = string.Join(',', view.Cluster.Brokers.Select(b => b.Id));
        if (live != _liveBrokers)
        {
            _liveBrokers = live;
            foreach (var task in state.Tasks)
            {
                task.ForgetPath();
            }
        }
    }
}
