using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Plans;

namespace Rebalancer.Reports;

/// <summary>How the tool was called, so that a report can name the commands that come next.</summary>
/// <remarks>
/// An immutable value, safe to share between threads. It holds no secrets: what a connection needs stays in the file that is named.
/// </remarks>
public sealed record CommandContext
{
    /// <summary>Nothing is known: the commands have placeholders.</summary>
    public static CommandContext Default { get; } = new();

    /// <summary>The arguments that tell the source of the cluster and how to plan it, without those that write files.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>The files that were read.</summary>
    public ImmutableArray<PlanInput> Inputs { get; init; } = [];

    /// <summary>The plan directory that was written or judged, or null.</summary>
    public string? PlanDirectory { get; init; }

    /// <summary>Kafka's bootstrap servers, or null where the cluster came from a file.</summary>
    public string? BootstrapServer { get; init; }

    /// <summary>The client properties file, or null.</summary>
    public string? CommandConfig { get; init; }

    /// <summary>The throttle that the plan is to be carried out with, or null.</summary>
    public DataRate? Throttle { get; init; }

    /// <summary>The configuration that new topics are to have, each as <c>key=value</c>.</summary>
    public ImmutableArray<string> TopicConfigs { get; init; } = [];

    /// <summary>Whether that throttle may be lower than <c>apply</c> takes unless it is told so.</summary>
    public bool AllowSlow { get; init; }

    /// <inheritdoc/>
    public bool Equals(CommandContext? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
