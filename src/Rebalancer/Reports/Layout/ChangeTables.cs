using System.Collections.Immutable;

namespace Rebalancer.Reports.Layout;

/// <summary>What a plan changes: where most is moved, why, and change by change.</summary>
public static class ChangeTables
{
    private const int Shown = 5;

    /// <summary>Changes as a diff: the list that goes, and the list that comes.</summary>
    /// <param name="effects">What the plan does.</param>
    /// <param name="most">How many changes at most; null for all.</param>
    public static ReportTable Diff(PlanEffects effects, int? most = null)
    {
        ArgumentNullException.ThrowIfNull(effects);
        var shown = most is { } count && count < effects.Changes.Length ? effects.Changes[..count] : effects.Changes;
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<string>>(shown.Length * 2);
        var tones = ImmutableArray.CreateBuilder<RowTone>(shown.Length * 2);
        foreach (var row in shown)
        {
            rows.Add([row.Change.TopicPartition.ToString(), "- " + List(row.Change.Before), Bytes(row), row.Reason.Text]);
            rows.Add(["", "+ " + List(row.Change.After), "", ""]);
            tones.Add(RowTone.Worse);
            tones.Add(RowTone.Better);
        }

        return new ReportTable(
            shown.Length == effects.Changes.Length
                ? "Changes"
                : $"The first {Quantity.Count(shown.Length)} of {Quantity.Count(effects.Changes.Length)} changes",
            [new ReportColumn("partition"), new ReportColumn("replicas"), new ReportColumn("copied", true), new ReportColumn("reason")],
            rows.ToImmutable())
        { Tones = tones.ToImmutable() };
    }

    /// <summary>The topics of which most is copied.</summary>
    internal static ReportTable Topics(PlanEffects effects)
    {
        var touched = effects.Topics.Where(t => t.Changes > 0).ToList();
        var shown = touched.OrderByDescending(t => t.MoveBytes).ThenByDescending(t => t.Moves).ThenBy(t => t.Name, StringComparer.Ordinal);
        return new ReportTable(
            touched.Count <= Shown ? "Topics touched" : $"Topics touched: the first {Shown} of {Quantity.Count(touched.Count)}, by bytes",
            [
                new ReportColumn("topic"), new ReportColumn("changed", true), new ReportColumn("moves", true),
                new ReportColumn("bytes", true),
                new ReportColumn("violations", true),
            ],
            [
                .. shown.Take(Shown).Select(t => ImmutableArray.Create(
                    t.Name, $"{Quantity.Count(t.Changes)} of {Quantity.Count(t.Partitions)}", Quantity.Count(t.Moves),
                    t.UnknownSizes == t.Partitions ? "not known" : Quantity.Bytes(t.MoveBytes), GridTable.Text(t.Violations))),
            ]);
    }

    /// <summary>The largest moves; null where nothing is copied.</summary>
    internal static ReportTable? Largest(PlanEffects effects)
    {
        var moves = FirstMoves(effects.Changes);
        return moves.Count == 0 ? null : new ReportTable(
            "Largest moves",
            [new ReportColumn("partition"), new ReportColumn("to"), new ReportColumn("bytes", true), new ReportColumn("reason")],
            [
                .. moves.Select(c => ImmutableArray.Create(
                    c.Change.TopicPartition.ToString(), string.Join(", ", c.Added), Bytes(c), c.Reason.Text)),
            ]);
    }

    /// <summary>How many partitions change for each kind of reason.</summary>
    internal static ReportTable Reasons(PlanEffects effects)
    {
        var sums = new (int Partitions, int Moves)[Enum.GetValues<ChangeReasonKind>().Length];
        foreach (var row in effects.Changes)
        {
            ref var sum = ref sums[(int)row.Reason.Kind];
            sum.Partitions++;
            sum.Moves += row.Added.Length;
        }

        return new(
            "Why",
            [new ReportColumn(""), new ReportColumn("partitions", true), new ReportColumn("moves", true)],
            [
                .. sums.Select((sum, kind) => (Kind: (ChangeReasonKind)kind, sum.Partitions, sum.Moves)).Where(s => s.Partitions > 0)
                    .Select(s => ImmutableArray.Create(Words(s.Kind), Quantity.Count(s.Partitions), Quantity.Count(s.Moves))),
            ]);
    }

    /// <summary>The first few of the moves by bytes, then by partition, without sorting a million.</summary>
    private static List<ChangeRow> FirstMoves(ImmutableArray<ChangeRow> changes)
    {
        var first = new List<ChangeRow>(Shown + 1);
        foreach (var row in changes)
        {
            if (row.Bytes is not > 0 || (first.Count == Shown && !Precedes(row, first[^1])))
            {
                continue;
            }

            var at = first.Count;
            while (at > 0 && Precedes(row, first[at - 1]))
            {
                at--;
            }

            first.Insert(at, row);
            first.RemoveRange(Math.Min(first.Count, Shown), first.Count - Math.Min(first.Count, Shown));
        }

        return first;
    }

    private static bool Precedes(ChangeRow row, ChangeRow other) =>
        row.Bytes > other.Bytes || (row.Bytes == other.Bytes && row.Change.TopicPartition < other.Change.TopicPartition);

    private static string Words(ChangeReasonKind kind) => kind switch
    {
        ChangeReasonKind.DeadBroker => "replaces replicas on dead brokers",
        ChangeReasonKind.DrainingBroker => "empties draining brokers",
        ChangeReasonKind.ReplicationFactor => "changes the replication factor",
        ChangeReasonKind.Spread => "spreads replicas over more domains",
        ChangeReasonKind.WorseSpread => "spreads replicas worse, as requested",
        ChangeReasonKind.Fills => "fills brokers that hold too few",
        ChangeReasonKind.Relieves => "relieves brokers that hold too many",
        ChangeReasonKind.MakesRoom => "makes room for other partitions",
        ChangeReasonKind.LeaderOnly => "changes the preferred leader only",
        ChangeReasonKind.OrderOnly => "changes the order only",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static string Bytes(ChangeRow row) =>
        row.Added.IsEmpty ? "" : row.Bytes is { } bytes ? Quantity.Bytes(bytes) : "not known";

    private static string List(ImmutableArray<int> brokers) => string.Join(", ", brokers);
}
