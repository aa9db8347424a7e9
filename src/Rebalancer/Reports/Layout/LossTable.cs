using System.Collections.Immutable;

namespace Rebalancer.Reports.Layout;

/// <summary>What the loss of a domain or a broker would do, as a table.</summary>
internal static class LossTable
{
    private const int MostBrokers = 3;

    /// <summary>Every domain and the brokers whose loss does most; null where there is nothing to lose.</summary>
    /// <param name="effects">The cluster, before and after.</param>
    /// <param name="isPlan">Whether there is an after to tell.</param>
    public static ReportTable? Of(PlanEffects effects, bool isPlan)
    {
        var losses = effects.Risk.Losses;
        var brokers = losses.Where(l => l.Dimension == LossReport.BrokerDimension)
            .OrderByDescending(l => l.Before.Stopped).ThenByDescending(l => l.Before.Offline).ThenByDescending(l => l.Before.Leaders)
            .Take(MostBrokers);
        var shown = losses.Where(l => l.Dimension != LossReport.BrokerDimension).Concat(brokers).ToList();
        return shown.Count == 0 || effects.Cluster.PartitionCount == 0 ? null : new ReportTable(
            effects.Cluster.UnknownMinimumCount is > 0 and var unknown
                ? $"Loss of a domain or broker ({LossWords.NotKnown(unknown)}: add --min-insync-replicas N)"
                : "Loss of a domain or broker",
            [
                new ReportColumn("loss of"), new ReportColumn("offline", true), new ReportColumn("under min ISR", true),
                new ReportColumn("leaders to take over", true),
            ],
            [
                .. shown.Select(l => ImmutableArray.Create(
                    $"{l.Dimension} {l.Name}",
                    Text(l, e => e.Offline, isPlan),
                    effects.Cluster.MinimumsUnknown ? "not known" : Text(l, e => e.UnderMinIsr, isPlan),
                    Text(l, e => e.Leaders, isPlan))),
            ])
        { Tones = [.. shown.Select(l => l.Before.Offline > 0 && !isPlan ? RowTone.Worse : RowTone.Neutral)] };
    }

    private static string Text(Loss loss, Func<LossEffect, int> number, bool isPlan) =>
        GridTable.Text(new BeforeAfter(number(loss.Before), isPlan ? number(loss.After) : number(loss.Before)));
}
