using System.Collections.Immutable;
using Rebalancer.Topology;

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

    public static Loads Of(PlanEffects effects) => effects.Cluster.Dimensions.Length < 2 ? Brokers(effects) : Grid(effects);

    /// <summary>The brokers, one beside the other of its rack.</summary>
    private static Loads Brokers(PlanEffects effects)
    {
        var hasRacks = !effects.Cluster.Dimensions.IsEmpty;
        var brokers = effects.Before.Brokers.Zip(effects.After.Brokers)
            .OrderBy(b => b.First.Domains.FirstOrDefault(), Comparer<string?>.Create(DomainOrder.Compare)).ThenBy(b => b.First.BrokerId)
            .ToList();
        return new Loads(
            hasRacks ? $"Replicas on each broker, by {effects.Cluster.Dimensions[0].Name}" : "Replicas on each broker",
            [.. brokers.Select(b => Quantity.Id(b.First.BrokerId) + (hasRacks ? $" {b.First.Domains[0] ?? "?"}" : ""))], [],
            brokers.Select((b, row) => (Row: row, Load: new BeforeAfter(b.First.Replicas, b.Second.Replicas)))
                .ToDictionary(b => (b.Row, 0), b => b.Load));
    }

    /// <summary>
    /// Cells have different numbers of brokers, so that only the load of each tells whether it is even. The dimension with more domains
    /// runs down, as in the tables.
    /// </summary>
    private static Loads Grid(PlanEffects effects)
    {
        var (dimensions, domains) = (effects.Cluster.Dimensions, effects.Grid.Domains);
        var (down, across) = domains[1].Length > domains[0].Length ? (1, 0) : (0, 1);
        return new Loads(
            $"Replicas per broker in each {dimensions[0].Name} ({dimensions[0].ShortName}) and {dimensions[1].Name} "
                + $"({dimensions[1].ShortName})",
            [.. domains[down].Select(n => Name(dimensions[down].ShortName, n))],
            [.. domains[across].Select(n => Name(dimensions[across].ShortName, n))],
            effects.Grid.Cells.GroupBy(c => (domains[down].IndexOf(c.Domains[down]), domains[across].IndexOf(c.Domains[across])))
                .ToDictionary(g => g.Key, g => new BeforeAfter(Mean(g, c => c.Replicas.Before), Mean(g, c => c.Replicas.After))));
    }

    private static long Mean(IEnumerable<GridCell> cells, Func<GridCell, long> load) =>
        (long)Math.Round(cells.Sum(load) / (double)cells.Sum(c => c.BrokerIds.Length), MidpointRounding.AwayFromZero);

    private static string Name(string dimension, string? domain) => $"{dimension} {domain ?? "?"}";
}
