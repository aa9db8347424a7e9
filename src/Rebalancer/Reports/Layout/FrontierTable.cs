using System.Collections.Immutable;
using Rebalancer.Planning;

namespace Rebalancer.Reports.Layout;

/// <summary>Arranges a <see cref="FrontierReport"/> into a table.</summary>
public static class FrontierTable
{
    /// <summary>Arranges a frontier.</summary>
    /// <param name="frontier">The plans.</param>
    public static ReportTable Arrange(FrontierReport frontier)
    {
        ArgumentNullException.ThrowIfNull(frontier);
        var hasLeaving = frontier.Rows.Any(r => r.LeavingReplicas > 0);
        var rate = frontier.Rows.Select(r => r.Time).OfType<Scheduling.EstimatedTime>().FirstOrDefault()?.Rate;
        return new(
            "What each amount of copying buys",
            [
                new(""), new("moves", true), new("bytes", true), new(rate is { } r ? $"time at {Quantity.Short(r)}" : "time", true),
                .. hasLeaving ? [new ReportColumn("on leaving brokers", true)] : ImmutableArray<ReportColumn>.Empty,
                new("violations", true), new("smallest", true), new("largest broker", true), new("gap"),
            ],
            [.. frontier.Rows.Select(row => Row(row, hasLeaving))]);
    }

    private static ImmutableArray<string> Row(FrontierRow row, bool hasLeaving) =>
    [
        Words(row.Kind), Quantity.Count(row.MoveCount), row.Time is null && row.MoveCount > 0 ? "not known" : Quantity.Bytes(row.MoveBytes),
        row.Time is { } time ? Quantity.Duration(time.Whole) : row.MoveCount == 0 ? "-" : "not known",
        .. hasLeaving ? [Quantity.Count(row.LeavingReplicas)] : ImmutableArray<string>.Empty,
        Quantity.Count(row.Violations), Quantity.Count(row.Replicas.Min), Quantity.Count(row.Replicas.Max), Gap(row),
    ];

    private static string Words(FrontierPointKind kind) => kind switch
    {
        FrontierPointKind.NoMoves => "nothing copied",
        FrontierPointKind.RepairOnly => "repair only",
        FrontierPointKind.Whole => "the whole plan",
        _ => "",
    };

    /// <summary>The first goal that is not proven, and how far it may be from the best.</summary>
    private static string Gap(FrontierRow row) => row.Proof.FirstOrDefault(p => !p.Result.Proven) is { } open
        ? $"{ProofWords.Name(open.Result.Goal)}: {Quantity.Count(open.Result.Gap)}{(row.IsStoppedByTimeLimit ? " (time limit)" : "")}"
        : "proven";
}
