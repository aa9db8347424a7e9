using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Plans;

/// <summary>The options of a plan as its manifest keeps them: what was asked, and so what the plan is allowed.</summary>
/// <remarks>An immutable value, safe to share between threads; two are equal when their contents are.</remarks>
/// <param name="Solver">Which solver planned.</param>
/// <param name="Spread">What wins where spread and balance exclude each other.</param>
/// <param name="TimeLimit">The limit of the exact steps.</param>
/// <param name="Topics">The selection of topics as the person gave it, or null for all.</param>
/// <param name="Roles">Brokers that were given a role.</param>
/// <param name="Force">Whether everything was planned anew.</param>
public sealed record PlanManifestOptions(
    SolverChoice Solver, SpreadPolicy Spread, TimeSpan TimeLimit, string? Topics, GivenRoles Roles, bool Force)
{
    /// <summary>The replication factors that topics were to have, sorted by topic; topics that keep their own are left out.</summary>
    public ImmutableArray<TopicReplicationFactor> ReplicationFactors { get; init; } = [];

    /// <summary>The brokers that topics must stay within, sorted by topic; topics that may use all are left out.</summary>
    public ImmutableArray<TopicBrokers> BrokerSets { get; init; } = [];

    /// <summary>How much was allowed to change.</summary>
    public MoveBudget Budget { get; init; } = MoveBudget.Unlimited;

    /// <summary>Brokers whose place others take.</summary>
    public ImmutableArray<BrokerReplacement> Replacements { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(PlanManifestOptions? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);

    /// <summary>The options of a request.</summary>
    internal static PlanManifestOptions Of(PlanRequest request, string? topics)
    {
        var options = request.Options;
        string[] selected = [.. request.Snapshot.Topics.Select(t => t.Name).Where(name => options.TopicFilter?.Invoke(name) ?? true)];
        return new(options.Solver, options.Spread, options.TimeLimit, topics, options.Roles, options.Force)
        {
            ReplicationFactors = [.. selected.Select(name => (Name: name, Factor: options.ReplicationFactorOf?.Invoke(name)))
                .Where(x => x.Factor is not null).Select(x => new TopicReplicationFactor(x.Name, x.Factor!.Value))],
            BrokerSets = [.. selected.Select(name => (Name: name, Brokers: options.BrokersOf?.Invoke(name)))
                .Where(x => x.Brokers is not null).Select(x => new TopicBrokers(x.Name, x.Brokers!.Value))],
            Budget = options.Budget,
            Replacements = options.Replacements,
        };
    }
}

/// <summary>How many replicas the partitions of a topic are to have.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="ReplicationFactor">From 1.</param>
public sealed record TopicReplicationFactor(string Topic, int ReplicationFactor);

/// <summary>The brokers that a topic must stay within.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Brokers">Their ids.</param>
public sealed record TopicBrokers(string Topic, ImmutableArray<int> Brokers)
{
    /// <inheritdoc/>
    public bool Equals(TopicBrokers? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
