using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Reports.Building;

/// <summary>Gives the changes without a reason of their own the one that they serve: another that takes the place they leave.</summary>
internal static class RoomMaking
{
    /// <summary>Stands for a reason until it is found.</summary>
    public static ChangeReason ToBeFound { get; } = new(ChangeReasonKind.MakesRoom, "");

    /// <summary>Finds the reasons that are missing.</summary>
    /// <param name="rows">The changes; those that only make room have <see cref="ToBeFound"/>.</param>
    /// <param name="reasons">What words reasons.</param>
    public static ImmutableArray<ChangeRow> Complete(ImmutableArray<ChangeRow> rows, ChangeReasons reasons)
    {
        if (rows.All(IsFound))
        {
            return rows;
        }

        // The strongest reasons first.
        var byKind = new List<ChangeRow>?[(int)ChangeReasonKind.OrderOnly + 1];
        foreach (var row in rows)
        {
            if (IsFound(row) && !row.Added.IsEmpty)
            {
                (byKind[(int)row.Reason.Kind] ??= []).Add(row);
            }
        }

        var arrivals = new Dictionary<int, Queue<ChangeRow>>();
        foreach (var row in byKind.SelectMany(kind => kind ?? []))
        {
            foreach (var id in row.Added.Ids())
            {
                if (!arrivals.TryGetValue(id, out var queue))
                {
                    arrivals[id] = queue = new Queue<ChangeRow>();
                }

                queue.Enqueue(row);
            }
        }

        return [.. rows.Select(
            row => IsFound(row) ? row : row with { Reason = reasons.MakesRoom(row.Removed, Next(arrivals, row.Removed)) })];
    }

    private static bool IsFound(ChangeRow row) => !ReferenceEquals(row.Reason, ToBeFound);

    // In turn, so that each arrival is named about as often as another.
    private static ChangeRow? Next(Dictionary<int, Queue<ChangeRow>> arrivals, ImmutableArray<int> removed)
    {
        foreach (var id in removed)
        {
            if (arrivals.TryGetValue(id, out var queue))
            {
                var row = queue.Dequeue();
                queue.Enqueue(row);
                return row;
            }
        }

        return null;
    }
}
