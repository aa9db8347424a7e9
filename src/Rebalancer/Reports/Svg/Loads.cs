using System.Collections.Immutable;

namespace Rebalancer.Reports.Svg;

/// <summary>The replicas of each row and column of the picture.</summary>
/// <param name="Title">What is drawn.</param>
/// <param name="Rows">The names of the rows.</param>
/// <param name="Columns">The names of the columns; none where each row is one bar.</param>
/// <param name="Values">What the rows and columns hold; those without brokers are missing.</param>
internal sealed record Loads(
    string Title, ImmutableArray<string> Rows, ImmutableArray<string> Columns,
    IReadOnlyDictionary<(int Row, int Column), BeforeAfter> Values)
{
    /// <summary>The largest load before or after, at least 1.</summary>
    public long Most { get; } = Values.Values.Select(v => Math.Max(v.Before, v.After)).Append(1).Max();

    public static Loads Of(PlanEffects effects) => effects.Cluster.Dimensions.Length switch
    {
        0 => Brokers(effects),
        1 => Domains(effects),
        _ => Grid(effects),
    };

    private static Loads Brokers(PlanEffects effects) => new(
        "Replicas on each broker", [.. effects.Before.Brokers.Select(b => Quantity.Id(b.BrokerId))], [],
        effects.Before.Brokers.Zip(effects.After.Brokers)
            .Select((b, r) => (Row: r, Load: new BeforeAfter(b.First.Replicas, b.Second.Replicas)))
            .ToDictionary(b => (b.Row, 0), b => b.Load));

    private static Loads Domains(PlanEffects effects)
    {
        var (dimension, names) = (effects.Cluster.Dimensions[0], effects.Grid.Domains[0]);
        return new Loads(
            $"Replicas in each {dimension.Name}", [.. names.Select(n => n ?? "?")], [],
            effects.Grid.Cells.ToDictionary(c => (names.IndexOf(c.Domains[0]), 0), c => c.Replicas));
    }

    /// <summary>The dimension with more domains runs down, as in the tables.</summary>
    private static Loads Grid(PlanEffects effects)
    {
        var (dimensions, domains) = (effects.Cluster.Dimensions, effects.Grid.Domains);
        var (down, across) = domains[1].Length > domains[0].Length ? (1, 0) : (0, 1);
        return new Loads(
            $"Replicas in each {dimensions[0].Name} ({dimensions[0].ShortName}) and {dimensions[1].Name} ({dimensions[1].ShortName})",
            [.. domains[down].Select(n => Name(dimensions[down].ShortName, n))],
            [.. domains[across].Select(n => Name(dimensions[across].ShortName, n))],
            effects.Grid.Cells.GroupBy(c => (domains[down].IndexOf(c.Domains[down]), domains[across].IndexOf(c.Domains[across])))
                .ToDictionary(g => g.Key, g => new BeforeAfter(g.Sum(c => c.Replicas.Before), g.Sum(c => c.Replicas.After))));
    }

    private static string Name(string dimension, string? domain) => $"{dimension} {domain ?? "?"}";
}
