using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Verification;

namespace Rebalancer;

/// <summary>
/// Judges any plan without using the planner's code: what Kafka would refuse, what would get worse, and what the plan would come to.
/// </summary>
/// <remarks>
/// Stateless and safe for concurrent use. What is wrong with a plan is described in the report, never thrown. A million partitions take
/// about a second.
/// </remarks>
/// <example>
/// <code>
/// ClusterSnapshot snapshot = SnapshotFile.Read("cluster.json");
/// var request = new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot), PlanOptions.Default);
/// VerificationReport report = PlanVerifier.Verify(request, new Planner().Plan(request));
/// foreach (var finding in report.Findings)
/// {
///     Console.WriteLine($"{finding.Severity}: {finding.Text}");
/// }
/// </code>
/// </example>
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
        return Judge(snapshot, topology, proposals.Select(p => Proposal(p.TopicPartition, p.Replicas)), options, cancellationToken);
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
        return Judge(snapshot, topology, changes, options, cancellationToken);
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
        var options = VerificationOptions.For(request.Options) with { IsOwnPlan = true };
        return new Verification(request.Snapshot, request.Topology, options)
            .Run(outcome.Changes, check => check.Check(outcome), cancellationToken);
    }

    /// <summary>Judges a placement of new partitions: that all of them are placed, each as it is to be, and the numbers.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="cancellationToken">Stops the verification.</param>
    /// <returns>The verdict; the cluster before counts the new partitions as empty ones.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static VerificationReport Verify(
        PlacementRequest request, PlacementOutcome outcome, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(outcome);
        var expected = new ExpectedPartitions(request);
        var verification = new Verification(expected.Snapshot, request.Topology, expected.Options with { IsOwnPlan = true });
        expected.RequireAll(outcome, verification.Findings);
        return verification.Run(
            outcome.Partitions.Select(p => Proposal(p.TopicPartition, p.Replicas)), check => check.Check(outcome), cancellationToken);
    }

    /// <summary>A list that does not say what it was made for.</summary>
    private static PartitionChange Proposal(TopicPartition name, ImmutableArray<int> list) => new(name, default, list, default);

    private static VerificationReport Judge(
        ClusterSnapshot snapshot,
        RackTopology topology,
        IEnumerable<PartitionChange> proposals,
        VerificationOptions? options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(topology);
        options ??= VerificationOptions.Default;
        options.Validate();
        return new Verification(snapshot, topology, options).Run(proposals, null, cancellationToken);
    }

    /// <summary>One run of the verifier.</summary>
    private sealed class Verification(ClusterSnapshot snapshot, RackTopology topology, VerificationOptions options)
    {
        public FindingList Findings { get; } = new(options.FindingsPerCode);

        public VerificationReport Run(
            IEnumerable<PartitionChange> proposals,
            Action<OutcomeCheck>? checkNumbers,
            CancellationToken cancellationToken)
        {
            var cluster = new VerifiedCluster(snapshot, topology, WithReplaced(options));
            var topics = TopicRules.Of(snapshot, cluster, options);
            var leftAlone = new LeftAloneRules(cluster, options, new LiveSources(snapshot, cluster));
            var check = new ProposalCheck(cluster, topology, leftAlone, options, Findings);
            var planned = PlannedLists.Read(topics, proposals, check, Findings, cancellationToken);
            var state = new StateComparison(cluster, leftAlone, options, Findings);
            var report = state.Run(topics, planned, cancellationToken);
            var isFree = options.Budget.IsUnlimited && !options.WorseSpreadAllowed && options.Replacements.IsEmpty;
            checkNumbers?.Invoke(new OutcomeCheck(state, report, isFree, Findings));
            return report with
            {
                Findings = Findings.ToImmutable(),
                ErrorCount = Findings.Count(FindingSeverity.Error),
                WarningCount = Findings.Count(FindingSeverity.Warning),
            };
        }

        /// <summary>A live broker that is replaced is to end empty.</summary>
        private static GivenRoles WithReplaced(VerificationOptions options) => options.Replacements.IsEmpty
            ? options.Roles
            : options.Roles with { Draining = [.. options.Roles.Draining, .. options.Replacements.Select(r => r.OldBroker)] };
    }
}
