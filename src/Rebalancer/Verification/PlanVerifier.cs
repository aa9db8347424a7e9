using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Topology;

namespace Rebalancer.Verification;

/// <summary>
/// Judges any plan without using the planner's code: what Kafka would refuse, what would get worse, and what the plan would come to.
/// </summary>
/// <remarks>
/// Stateless and safe for concurrent use. What is wrong with a plan is described in the report, never thrown. A million partitions take
/// about a second.
/// </remarks>
public static class PlanVerifier
{
    /// <summary>Judges a reassignment from any tool.</summary>
    /// <param name="snapshot">The cluster as it is.</param>
    /// <param name="topology">Where its brokers sit.</param>
    /// <param name="proposals">The new lists, in any order.</param>
    /// <param name="options">What to judge by; null for <see cref="VerificationOptions.Default"/>.</param>
    /// <param name="cancellationToken">Stops the verification.</param>
    /// <exception cref="InputException">The options cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static VerificationReport Verify(
        ClusterSnapshot snapshot, RackTopology topology, IEnumerable<ProposedAssignment> proposals, VerificationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proposals);
        return Verify(
            snapshot,
            topology,
            proposals.Select(p => (p.TopicPartition, default(ImmutableArray<int>), p.Replicas)),
            options,
            cancellationToken);
    }

    /// <summary>Judges a plan that says which lists it was made for; they must be the present ones.</summary>
    /// <param name="snapshot">The cluster as it is.</param>
    /// <param name="topology">Where its brokers sit.</param>
    /// <param name="changes">The changes, in any order.</param>
    /// <param name="options">What to judge by; null for <see cref="VerificationOptions.Default"/>.</param>
    /// <param name="cancellationToken">Stops the verification.</param>
    /// <exception cref="InputException">The options cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static VerificationReport Verify(
        ClusterSnapshot snapshot, RackTopology topology, IEnumerable<PartitionChange> changes, VerificationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return Verify(snapshot, topology, changes.Select(c => (c.TopicPartition, c.Before, c.After)), options, cancellationToken);
    }

    /// <summary>
    /// Judges the outcome of planning: its changes by the request's options, and its numbers by what the changes come to.
    /// </summary>
    /// <param name="request">What was asked.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="cancellationToken">Stops the verification.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static VerificationReport Verify(PlanRequest request, PlanOutcome outcome, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(outcome);
        var report = Verify(
            request.Snapshot, request.Topology, outcome.Changes, VerificationOptions.For(request.Options), cancellationToken);
        var wrong = OutcomeCheck.WrongNumbers(outcome, report);
        return wrong.IsEmpty
            ? report
            : report with { Findings = [.. wrong, .. report.Findings], ErrorCount = report.ErrorCount + wrong.Length };
    }

    private static VerificationReport Verify(
        ClusterSnapshot snapshot,
        RackTopology topology,
        IEnumerable<(TopicPartition TopicPartition, ImmutableArray<int> Before, ImmutableArray<int> After)> proposals,
        VerificationOptions? options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(topology);
        options ??= VerificationOptions.Default;
        options.Validate();
        var cluster = new VerifiedCluster(snapshot, topology, options.DeadBrokers);
        var findings = new FindingList(options.FindingsPerCode);
        var planned = PlannedLists.Read(snapshot, proposals, new ProposalCheck(cluster, options, findings), findings, cancellationToken);
        return new StateComparison(snapshot, cluster, options, findings).Run(planned, cancellationToken);
    }
}
