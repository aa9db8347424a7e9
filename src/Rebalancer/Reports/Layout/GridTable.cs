using System.Collections.Immutable;
using Rebalancer.Topology;

namespace Rebalancer.Reports.Layout;

/// <summary>What the cells of the rack grid hold, as a table.</summary>
internal static class GridTable
{
    /// <summary>Two dimensions as a grid, any other number as a list of cells; null where there are none.</summary>
    /// <param name="effects">The cluster, before and after.</param>
    /// <param name="isPlan">Whether there is an after to tell.</param>
    public static ReportTable? Of(PlanEffects effects, bool isPlan) => effects.Cluster.Dimensions.Length switch
    {
        0 => null,
        2 => Grid(effects, isPlan),
        _ => Cells(effects, isPlan),
    };

    /// <summary>A number before and after; once where nothing changes.</summary>
    public static string Text(BeforeAfter value) =>
        value.Difference == 0 ? Quantity.Count(value.Before) : $"{Quantity.Count(value.Before)} → {Quantity.Count(value.After)}";

    /// <summary>The dimension with more domains runs down, so that 3 x 20 fits on a narrow screen.</summary>
    private static ReportTable Grid(PlanEffects effects, bool isPlan)
    {
        var (dimensions, all) = (effects.Cluster.Dimensions, effects.Grid.Cells);
        var (first, second) = (Domains(effects.Grid, 0), Domains(effects.Grid, 1));
        var (down, across) = second.Length > first.Length ? (1, 0) : (0, 1);
        var (rowDomains, columnDomains) = down == 0 ? (first, second) : (second, first);
        var cells = all.ToLookup(c => (c.Domains[down] ?? "?", c.Domains[across] ?? "?"));
        var rows = rowDomains
            .Select(r => ImmutableArray.Create(
            [
                $"{dimensions[down].ShortName} {r}",
                .. columnDomains.Select(c => cells.Contains((r, c)) ? Cell(cells[(r, c)], isPlan) : "-"),
                Cell(all.Where(c => (c.Domains[down] ?? "?") == r), isPlan),
            ]))
            .Append(
            [
                "all",
                .. columnDomains.Select(d => Cell(all.Where(c => (c.Domains[across] ?? "?") == d), isPlan)),
                Cell(all, isPlan),
            ]);
        return new ReportTable(
            $"{Title(isPlan)}, by {dimensions[0].Name} and {dimensions[1].Name}",
            [
                new ReportColumn(""), .. columnDomains.Select(d => new ReportColumn($"{dimensions[across].ShortName} {d}", true)),
                new ReportColumn("all", true),
            ],
            [.. rows]);
    }

    private static ReportTable Cells(PlanEffects effects, bool isPlan) => new(
        $"{Title(isPlan)}, by {string.Join(" and ", effects.Cluster.Dimensions.Select(d => d.Name))}",
        [
            .. effects.Cluster.Dimensions.Select(d => new ReportColumn(d.ShortName)), new ReportColumn("brokers", true),
            new ReportColumn("replicas", true),
        ],
        [
            .. effects.Grid.Cells.Select(c => ImmutableArray.Create(
            [
                .. c.Domains.Select(d => d ?? "?"), Quantity.Count(c.BrokerIds.Length),
                isPlan ? Text(c.Replicas) : Quantity.Count(c.Replicas.Before),
            ])),
        ]);

    private static string Title(bool isPlan) => isPlan ? "Replicas before → after" : "Brokers : replicas";

    private static string Cell(IEnumerable<GridCell> cells, bool isPlan)
    {
        var list = cells.ToList();
        var replicas = new BeforeAfter(list.Sum(c => c.Replicas.Before), list.Sum(c => c.Replicas.After));
        return isPlan ? Text(replicas) : $"{Quantity.Count(list.Sum(c => c.BrokerIds.Length))} : {Quantity.Count(replicas.Before)}";
    }

    private static ImmutableArray<string> Domains(DomainGrid grid, int dimension) =>
    [
        .. grid.Cells.Select(c => c.Domains[dimension]).Distinct()
            .Order(Comparer<string?>.Create(DomainOrder.Compare)).Select(d => d ?? "?"),
    ];
}
