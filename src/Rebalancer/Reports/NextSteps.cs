using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Plans;

namespace Rebalancer.Reports;

/// <summary>What to do with a report, and what it was made of.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record NextSteps
{
    /// <summary>The commands to type, in order.</summary>
    public required ImmutableArray<NextCommand> Commands { get; init; }

    /// <summary>The plan's identity, or null where there is no plan.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The files that were read, with their hashes.</summary>
    public ImmutableArray<PlanInput> Inputs { get; init; } = [];

    /// <summary>The options that differ from the default, and those that a reader will ask for.</summary>
    public ImmutableArray<ReportedOption> Options { get; init; } = [];

    /// <summary>The version of the tool.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>The version of OR-Tools, or empty where nothing was planned.</summary>
    public string OrToolsVersion { get; init; } = "";

    /// <summary>When the cluster was read, in UTC; null where the source does not say. Nothing else in a report tells time.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <inheritdoc/>
    public bool Equals(NextSteps? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>A command to type.</summary>
/// <param name="Purpose">What it does, as a short imperative.</param>
/// <param name="Line">The command line.</param>
public sealed record NextCommand(string Purpose, string Line);

/// <summary>An option and its value.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value.</param>
public sealed record ReportedOption(string Name, string Value);
