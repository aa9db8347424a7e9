using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Planning.Roles;
using Rebalancer.Topology;
using Rebalancer.Verification;

namespace Rebalancer.Plans;

/// <summary>
/// A plan of any origin that is to be judged: a plan directory, by what its manifest allows, or a reassignment, by the defaults.
/// </summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed class PlanCheck
{
    private readonly PlanManifest? _manifest;
    private readonly Reassignment? _reassignment;
    private readonly string _source;
    private readonly bool _factorsMayChange;

    private PlanCheck(string source, PlanManifest? manifest, Reassignment? reassignment, bool factorsMayChange = false)
    {
        _factorsMayChange = factorsMayChange;
        _source = source;
        _manifest = manifest;
        _reassignment = reassignment;
    }

    /// <summary>What the plan's reader has to say; never null.</summary>
    public ImmutableArray<string> Notes => _reassignment?.Notes ?? [];

    /// <summary>A plan directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="InputException">It holds no plan, or one that cannot be used or was edited after planning.</exception>
    public static PlanCheck OfDirectory(string directory)
    {
        var manifest = PlanDirectory.Read(directory);
        PlanDirectory.RequireUnedited(directory, manifest);
        return new($"the plan in {directory}", manifest, null);
    }

    /// <summary>A plan with its manifest.</summary>
    /// <param name="manifest">The manifest.</param>
    public static PlanCheck Of(PlanManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new("the plan", manifest, null);
    }

    /// <summary>
    /// A reassignment of any tool: every broker that the cluster has may be used, and no replication factor may change unless that is said.
    /// </summary>
    /// <param name="reassignment">The reassignment.</param>
    /// <param name="factorsMayChange">
    /// Whether a topic may get the replication factor that all its lists in the reassignment have; lists of one topic that differ in it are
    /// still held to the present one.
    /// </param>
    public static PlanCheck Of(Reassignment reassignment, bool factorsMayChange = false)
    {
        ArgumentNullException.ThrowIfNull(reassignment);
        return new("the plan", null, reassignment, factorsMayChange);
    }

    /// <summary>
    /// What the plan is judged by: a plan directory says what it was made for and is held to that. Brokers that are gone since have no role
    /// any more.
    /// </summary>
    /// <param name="snapshot">The cluster as it is.</param>
    public VerificationOptions OptionsFor(ClusterSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (_manifest is not { } manifest)
        {
            return _factorsMayChange
                ? VerificationOptions.Default with { ReplicationFactorOf = ProposedFactors() }
                : VerificationOptions.Default;
        }

        var judgedBy = new VerificationOptions { MovesAllowed = manifest.Aim != PlanAim.Leaders };
        if (manifest.Options is not { } options)
        {
            return judgedBy;
        }

        var factors = options.ReplicationFactors.ToDictionary(f => f.Topic, f => f.ReplicationFactor, StringComparer.Ordinal);
        var sets = options.BrokerSets.ToDictionary(s => s.Topic, s => s.Brokers, StringComparer.Ordinal);
        return judgedBy with
        {
            WorseSpreadAllowed = options.Spread == SpreadPolicy.Preferred,
            Roles = Present(options, snapshot),
            ReplicationFactorOf = factors.Count == 0 ? null : topic => factors.TryGetValue(topic, out var factor) ? factor : null,
            BrokersOf = sets.Count == 0 ? null : topic => sets.TryGetValue(topic, out var brokers) ? brokers : null,
            Budget = options.Budget,
            Replacements = options.Replacements,
        };
    }

    /// <summary>Judges the plan.</summary>
    /// <param name="snapshot">The cluster as it is.</param>
    /// <param name="topology">Where its brokers sit.</param>
    /// <param name="cancellationToken">Stops the verification.</param>
    /// <exception cref="InputException">The plan is for another cluster.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public VerificationReport Judge(ClusterSnapshot snapshot, RackTopology topology, CancellationToken cancellationToken = default)
    {
        var options = OptionsFor(snapshot);
        if (_manifest is { } manifest)
        {
            return manifest.ClusterId is { } planned && snapshot.ClusterId is { } present && planned != present
                ? throw new InputException($"{_source} is for cluster {planned}, and the cluster given is {present}")
                : PlanVerifier.Verify(snapshot, topology, manifest.Changes, options, cancellationToken);
        }

        var proposed = _reassignment!.Partitions.Select(p => new ProposedAssignment(p.TopicPartition, p.Replicas));
        var verdict = PlanVerifier.Verify(snapshot, topology, proposed, options, cancellationToken);
        return UnservedFields.Judge(_reassignment, snapshot, verdict);
    }

    private Func<string, int?> ProposedFactors()
    {
        var factors = _reassignment!.Partitions.GroupBy(p => p.TopicPartition.Topic, p => p.Replicas.Length, StringComparer.Ordinal)
            .Where(lengths => lengths.Distinct().Count() == 1)
            .ToDictionary(lengths => lengths.Key, lengths => lengths.First(), StringComparer.Ordinal);
        return topic => factors.TryGetValue(topic, out var factor) ? factor : null;
    }

    /// <summary>The roles of the plan, as far as the cluster still has the brokers; a broker that is replaced is to end empty.</summary>
    private static GivenRoles Present(PlanManifestOptions options, ClusterSnapshot snapshot)
    {
        var live = snapshot.Brokers.Select(b => b.Id).ToHashSet();
        ImmutableArray<int> Live(IEnumerable<int> brokers) => [.. brokers.Where(live.Contains).Distinct()];
        var roles = options.Roles;
        var dead = Live(roles.Dead);
        return new GivenRoles
        {
            Dead = dead,
            Draining = Live(roles.Draining.Concat(options.Replacements.Select(r => r.OldBroker)).Except(dead)),
            Cordoned = Live(roles.Cordoned),
            Excluded = Live(roles.Excluded),
            OnlyTo = roles.OnlyTo is { } only && Live(only) is { IsEmpty: false } left ? left : null,
        };
    }
}
