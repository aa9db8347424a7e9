using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Scheduling;

namespace Rebalancer.Reports.Building;

/// <summary>Makes the report of a plan.</summary>
/// <remarks>Stateless and safe for concurrent use. One pass over the partitions: a million take about two seconds.</remarks>
public static class PlanReportBuilder
{
    /// <summary>Reports a plan.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="manifest">The plan's manifest.</param>
    /// <param name="outcome">What planning came to.</param>
    /// <param name="context">How the tool was called; null where a program asks.</param>
    /// <param name="copying">How the plan would be carried out; null for the default.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static PlanReport Build(
        PlanRequest request, PlanManifest manifest, PlanOutcome outcome, CommandContext? context = null, CopyOptions? copying = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(outcome);
        context ??= CommandContext.Default;
        copying ??= CopyOptions.Default with { Throttle = context.Throttle };
        var effects = PlanEffectsBuilder.Build(
            request.Snapshot, request.Topology, outcome.Changes, outcome.Before, outcome.After, request.Roles, copying, cancellationToken);
        var limits = BrokerLimits.Of(request);
        effects = effects with { Measures = MeasureTable.Within(effects.Measures, limits) };
        var selection = manifest.Options?.Topics;
        var told = new HeadlineContext(outcome.Aim, outcome.Goals, selection, request.Options, limits);
        return new PlanReport
        {
            Headline = new HeadlineBuilder(effects, told).Build(),
            Effects = effects,
            Outcome = outcome,
            Selection = selection,
            Health = HealthCounts.Of(request.Snapshot),
            Frozen = Frozen(request),
            NotReversibleCount = manifest.NotReversible.Length,
            Proof = ProofWords.Rows(outcome.Goals),
            Notes =
            [
                .. LoweredFactorNotes.Of(effects),
                .. WorseNotes.Of(effects, outcome.Goals),
                .. WorseNotes.Weigh(manifest.Notes, effects),
            ],
            Next = NextStepsBuilder.AfterPlan(request.Snapshot, manifest, context),
        };
    }

    private static FrozenPartitions Frozen(PlanRequest request)
    {
        if (request.Options.PinFilter is not { } isPinned)
        {
            return FrozenPartitions.None;
        }

        var topics = request.Snapshot.Topics
            .Select(t => (t.Name, All: t.Partitions.Length, Pinned: t.Partitions.Count(p => isPinned(new(t.Name, p.Partition)))))
            .Where(t => t.Pinned > 0).ToList();
        return new(
            [.. topics.Where(t => t.Pinned == t.All).Select(t => t.Name).Order(StringComparer.Ordinal)],
            topics.Where(t => t.Pinned < t.All).Sum(t => t.Pinned));
    }
}
