using System.Collections.Immutable;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Scheduling;

namespace Rebalancer.Reports.Building;

/// <summary>Makes the report of an advice.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class AdviceReportBuilder
{
    /// <summary>Reports an advice.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="advice">The answer.</param>
    /// <param name="context">How the tool was called; null where a program asks.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static AdviceReport Build(
        AdviceRequest request, Advice advice, CommandContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(advice);
        context ??= CommandContext.Default;
        var copying = CopyOptions.Default with { Throttle = context.Throttle };
        var present = Effects(request.Plan, advice.Present, copying, cancellationToken);
        var choices = advice.Choices.Select(c => (Choice: c, Effects: Effects(c.Request, c.Plan, copying, cancellationToken))).ToList();
        return new()
        {
            Summary = Summary(request, advice),
            Present = Row([], advice.Present, present),
            Choices = [.. choices.Select(c => Row(c.Choice.Brokers, c.Choice.Plan, c.Effects))],
            ComparedCount = advice.ComparedCount,
            AllCompared = advice.AllCompared,
            Impossible = [.. advice.Present.Notes.Where(n => n.Kind == PlanNoteKind.Reason).Select(n => n.Text)],
            SmallestChanges = advice.SmallestChanges,
            Effects = choices.Count > 0 ? choices[0].Effects : present,
            Notes =
            [
                .. PlanNotes.OfInput(request.Plan.Snapshot, request.Plan.Topology),
                .. advice.Present.Notes.Where(n => n.Kind == PlanNoteKind.Warning && n.Code != "input"),
            ],
            Next = NextStepsBuilder.AfterDescription(request.Plan.Snapshot, context),
        };
    }

    private static PlanEffects Effects(PlanRequest request, PlanOutcome plan, CopyOptions copying, CancellationToken cancellationToken) =>
        PlanEffectsBuilder.Build(
            request.Snapshot, request.Topology, plan.Changes, plan.Before, plan.After, request.Roles, copying, cancellationToken);

    private static AdviceRow Row(ImmutableArray<AdvisedBroker> brokers, PlanOutcome plan, PlanEffects effects) => new()
    {
        Brokers = brokers,
        LeavingReplicas = plan.After.DeadReplicas + plan.After.DrainingReplicas,
        SharingPartitions = plan.After.Dimensions.Sum(d => d.SharingPartitions),
        Replicas = plan.After.Replicas,
        Leaders = plan.After.Leaders,
        MoveCount = effects.MoveCount,
        MoveBytes = effects.MoveBytes,
        Proof = ProofWords.Rows(plan.Goals),
        Risk = effects.Risk,
    };

    private static string Summary(AdviceRequest request, Advice advice)
    {
        if (advice.WhyNone is { } reason)
        {
            return reason;
        }

        if (advice.Choices.IsEmpty)
        {
            return advice.SmallestChanges.IsEmpty
                ? "The cluster's brokers allow the best spread and equal loads: no further brokers are needed."
                : $"The cluster's present brokers do not allow {string.Join(" or ", advice.SmallestChanges.Select(Wish))}; "
                    + "the lines below say what more brokers would do.";
        }

        var best = advice.Choices[0];
        var scope = Scope(advice);
        return request.Add > 0 ? Added(best, advice.Present.After, scope)
            : $"{(best.Brokers.Length == 1 ? "Broker" : "Brokers")} "
                + $"{string.Join(", ", best.Brokers.Select(b => Quantity.Id(b.BrokerId)))} can best be "
                + $"spared ({scope}).";
    }

    // Who asks where new brokers help wants relief for the fullest one: where there is none, that comes first.
    private static string Added(AdvisedChoice best, PlanMetrics today, string scope)
    {
        var brokers = Quantity.Count(best.Brokers.Length, "new broker");
        var places = AdviceWords.Places(best.Brokers, best.Request.Topology.Dimensions);
        var fullest = best.Plan.After.Replicas.Max;
        return fullest < today.Replicas.Max
            ? $"{brokers} {(best.Brokers.Length == 1 ? "helps" : "help")} most in {places} ({scope})."
            : $"{brokers} would not lower the fullest broker ({Quantity.Count(fullest, "replica")}, "
                + $"{Quantity.Count(today.Replicas.Max)} with today's brokers): the best choice is {places} ({scope}).";
    }

    private static string Wish(SmallestChange change) => change.Wish == AdviceWish.OwnDomains
        ? "a domain of its own for every replica" : "equal loads under the best spread";

    private static string Scope(Advice advice) => advice switch
    {
        { AllCompared: true, ChoiceCount: 1 } => "the only choice there is",
        { AllCompared: true } => $"all {Quantity.Count(advice.ChoiceCount)} choices were compared"
            + (advice.ComparedCount < advice.ChoiceCount ? ", those of the same domains as one" : ""),
        { ChoiceCount: < long.MaxValue } => $"{Quantity.Count(advice.ComparedCount)} of {Quantity.Count(advice.ChoiceCount)} choices were "
            + "compared",
        _ => $"{Quantity.Count(advice.ComparedCount)} choices were compared; there are more",
    };
}
