using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.Plans;
using Rebalancer.Scheduling;
using Rebalancer.Topology;
using Rebalancer.Verification;

namespace Rebalancer.Reports.Building;

/// <summary>Makes the report of a check.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class CheckReportBuilder
{
    /// <summary>Puts a verdict together with what the plan would do and what the readers of its input have to say.</summary>
    /// <param name="plan">What was judged, for people: a file or a directory.</param>
    /// <param name="snapshot">The cluster that it was judged against.</param>
    /// <param name="topology">Where its brokers sit.</param>
    /// <param name="verification">The verdict.</param>
    /// <param name="options">What it was judged by; null for the default.</param>
    /// <param name="planNotes">What the reader of the plan has to say.</param>
    /// <param name="context">How the tool was called; null where a program asks.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static CheckReport Build(
        string plan,
        ClusterSnapshot snapshot,
        RackTopology topology,
        VerificationReport verification,
        VerificationOptions? options,
        ImmutableArray<string> planNotes,
        CommandContext? context = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(verification);
        context ??= CommandContext.Default;
        var roles = (options ?? VerificationOptions.Default).Roles;
        var copying = CopyOptions.Default with { Throttle = context.Throttle };
        var effects = PlanEffectsBuilder.Build(
            snapshot, topology, verification.Changes, verification.Before, verification.After, roles, copying, cancellationToken);
        var headline = new HeadlineBuilder(effects, HeadlineContext.None).Build();
        return new CheckReport
        {
            Plan = plan,
            Headline = verification.IsValid ? headline : headline with { Verdict = Verdict.NotValid, Plan = Refusal(verification) },
            Effects = effects,
            Verification = verification,
            Notes =
            [
                .. LoweredFactorNotes.Of(effects),
                .. WorseNotes.Of(effects, null),
                .. PlanNotes.OfInput(snapshot, topology),
                .. planNotes.Select(note => new PlanNote(PlanNoteKind.Reason, "input", note)),
            ],
            Next = NextStepsBuilder.AfterCheck(
                snapshot, plan, verification.IsValid && !UnservedFields.RefusesLogDirs(verification), context),
        };
    }

    private static string Refusal(VerificationReport verification)
    {
        var first = verification.Findings.First(f => f.Severity == FindingSeverity.Error);
        return verification.ErrorCount == 1
            ? $"The plan must not be applied: {first.Text}"
            : $"The plan must not be applied, for {Quantity.Count(verification.ErrorCount, "error")}; the first: {first.Text}";
    }
}
