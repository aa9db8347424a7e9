using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;

namespace Rebalancer.Reports.Layout;

/// <summary>What a plan does to each broker.</summary>
internal static class BrokerChangeTable
{
    /// <summary>Above this many brokers only those that change most are shown.</summary>
    private const int MostShown = 40;

    private const int ShownOfMany = 15;

    public static ReportTable Of(PlanReport report)
    {
        var (effects, table) = (report.Effects, report.Effects.Brokers);
        var hostOf = HostLabels.For(report.Outcome.Before.Brokers);
        var isCut = table.Rows.Length > MostShown;
        var rows = isCut
            ? [.. table.Rows.OrderByDescending(r => r.MovesIn + r.Removed).ThenBy(r => r.Id).Take(ShownOfMany).OrderBy(r => r.Id)]
            : table.Rows;
        return new ReportTable(
            isCut ? $"The {ShownOfMany} of {table.Rows.Length} brokers that change most" : "What changes on each broker",
            [
                new ReportColumn("broker", true), new ReportColumn("host") { IsOptional = true },
                .. effects.Cluster.Dimensions.Select(d => new ReportColumn(d.ShortName) { IsOptional = true }),
                new ReportColumn("replicas", true), new ReportColumn("moves", true), new ReportColumn("bytes", true),
                new ReportColumn("leaders", true) { IsOptional = true }, new ReportColumn(""),
            ],
            [
                .. rows.Select(r => ImmutableArray.Create(
                [
                    r.Id.ToString(CultureInfo.InvariantCulture), hostOf(r.Host), .. r.Domains.Select(d => d ?? "?"),
                    GridTable.Text(r.Replicas),
                    Signed(Quantity.Count(r.MovesIn), Quantity.Count(r.Removed), r),
                    effects.Cluster.SizesUnknown ? "" : SignedBytes(r),
                    GridTable.Text(r.Leaders), Marks(r.Marks),
                ])),
            ]);
    }

    /// <summary>The marks of a broker in words; empty for none.</summary>
    public static string Marks(BrokerMarks marks) => string.Join(
        ", ", Enum.GetValues<BrokerMarks>().Where(m => m != BrokerMarks.None && marks.HasFlag(m)).Select(m => m switch
        {
            BrokerMarks.Draining => "drains",
            _ => m.ToString().ToLowerInvariant(),
        }));

    private static string SignedBytes(BrokerRow row)
    {
        if (row.UnknownSizes > 0 && row.BytesIn + row.BytesRemoved == 0)
        {
            return "not known";
        }

        var (numbers, unit) = ByteUnits.FormatTogether(Math.Max(row.BytesIn, row.BytesRemoved), row.BytesIn, row.BytesRemoved);
        return Signed(numbers[0], numbers[1], row) is { Length: > 0 } text ? $"{text} {unit}" : "";
    }

    private static string Signed(string added, string removed, BrokerRow row) => (row.MovesIn, row.Removed) switch
    {
        (0, 0) => "",
        (_, 0) => $"+{added}",
        (0, _) => $"-{removed}",
        _ => $"+{added} -{removed}",
    };
}
