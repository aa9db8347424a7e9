using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports.Html;

/// <summary>What the page with pictures shows: the parts that the reports of a plan, of a judged plan and of a cluster share.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
public sealed record ReportPage
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>What it comes to.</summary>
    public required Headline Headline { get; init; }

    /// <summary>How many partitions are in each state that is not healthy; empty where all are, and for a plan that was judged.</summary>
    public ImmutableArray<HealthCount> Health { get; init; } = [];

    /// <summary>The numbers and the changes.</summary>
    public required PlanEffects Effects { get; init; }

    /// <summary>How near each goal is to its best; empty where nothing was planned.</summary>
    public ImmutableArray<ProofRow> Proof { get; init; } = [];

    /// <summary>Warnings and reasons.</summary>
    public required ImmutableArray<PlanNote> Notes { get; init; }

    /// <summary>What to do next.</summary>
    public required NextSteps Next { get; init; }

    /// <summary>Whether there is a plan, and so a before and an after.</summary>
    public required bool IsPlan { get; init; }

    /// <summary>The page of a plan.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="report">The plan.</param>
    public static ReportPage Of(string title, PlanReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ReportPage
        {
            Title = title,
            Headline = report.Headline,
            Health = report.Health,
            Effects = report.Effects,
            Proof = report.Proof,
            Notes = report.Notes,
            Next = report.Next,
            IsPlan = true,
        };
    }

    /// <summary>The page of a plan that was judged.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="report">The verdict.</param>
    public static ReportPage Of(string title, CheckReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ReportPage
        {
            Title = title,
            Headline = report.Headline,
            Effects = report.Effects,
            Notes = report.Notes,
            Next = report.Next,
            IsPlan = true,
        };
    }

    /// <summary>The page of a cluster as it is.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="report">The cluster.</param>
    public static ReportPage Of(string title, ClusterReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ReportPage
        {
            Title = title,
            Headline = report.Headline,
            Health = report.Health,
            Effects = report.Effects,
            Notes = report.Notes,
            Next = report.Next,
            IsPlan = false,
        };
    }

    /// <inheritdoc/>
    public bool Equals(ReportPage? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}
