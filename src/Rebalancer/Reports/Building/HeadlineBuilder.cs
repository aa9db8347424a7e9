using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports.Building;

/// <summary>What the headline follows besides the effects of a plan.</summary>
/// <param name="Aim">What was planned for; null where a plan of any origin is judged, or nothing is planned.</param>
/// <param name="Goals">The proof, or null.</param>
/// <param name="Selection">The selection of topics as the person gave it, or null for all.</param>
/// <param name="Options">How it was planned; null where a plan of any origin is judged, or nothing is planned.</param>
/// <param name="Limits">What keeps replicas from some live brokers.</param>
internal sealed record HeadlineContext(PlanAim? Aim, GoalResults? Goals, string? Selection, PlanOptions? Options, BrokerLimits Limits)
{
    /// <summary>A plan of any origin is judged, or nothing is planned.</summary>
    public static HeadlineContext None { get; } = new(null, null, null, null, BrokerLimits.None);
}

/// <summary>Says what a plan comes to: in three sentences and a handful of numbers.</summary>
internal sealed class HeadlineBuilder(PlanEffects effects, HeadlineContext context)
{
    private readonly LossReport _risk = effects.Risk;

    /// <summary>The verdict: it follows the state of the whole cluster.</summary>
    public Verdict Verdict =>
        effects.Changes.Length > 0 ? Verdict.ChangesNeeded
        : effects.After.PartitionsWithAvoidableViolations == 0 && Stranded(effects.After) == 0 ? Verdict.Balanced
        : Verdict.NothingToChange;

    public Headline Build() => new(Verdict, StateSentence.Of(effects, context.Limits), Plan(), Tiles());

    private string Plan() => Verdict switch
    {
        Verdict.Balanced when context.Selection is null => context.Aim switch
        {
            PlanAim.Repair => "Nothing to repair: the plan is empty.",
            PlanAim.Leaders => "The leaders are already balanced: the plan is empty.",
            _ => $"Already balanced{context.Limits.Within}: the plan is empty.",
        },
        Verdict.Balanced or Verdict.NothingToChange => NothingToChange(),
        _ => Changes(),
    };

    /// <summary>An empty plan: what is nevertheless not as it should be, and whether the selection is why.</summary>
    private string NothingToChange()
    {
        var left = new List<string>();
        if (Stranded(effects.After) > 0)
        {
            left.Add(WhatStays());
        }

        if (effects.After.PartitionsWithAvoidableViolations is > 0 and var violated)
        {
            left.Add($"{Quantity.Count(violated, "avoidable violation")} {Stay(violated)}{Outside(violated, t => t.Violations.After)}");
        }

        var within = context.Selection is { } selection ? $" within the selection ({InputText.OneLine(selection, 80)})" : context.Aim switch
        {
            PlanAim.Leaders => " in the order of the replicas",
            PlanAim.Repair => " that could be repaired",
            _ => "",
        };
        return $"Nothing to change{within}{(left.Count > 0 ? "; " + Quantity.Join(left) : "")}.";
    }

    /// <summary>How many replicas stay where none is to stay, and on which brokers.</summary>
    private string WhatStays()
    {
        var stranded = Stranded(effects.After);
        var holders = effects.Brokers.Rows
            .Where(r => (r.Marks & (BrokerMarks.Dead | BrokerMarks.Draining)) != 0 && r.Replicas.After > 0)
            .ToList();
        return $"{Quantity.Count(stranded, "replica")} {Stay(stranded)} on {(holders.Count == 1 ? "broker" : "brokers")} "
            + $"{InputText.List([.. holders.Select(r => r.Id)], 5)}{Outside(stranded, t => t.OnLeavingBrokers.After)}";
    }

    private static string Stay(int count) => count == 1 ? "stays" : "stay";

    /// <summary>Says how much of a number is of topics that must not change.</summary>
    private string Outside(int all, Func<TopicRow, long> number)
    {
        var outside = context.Options?.TopicFilter is { } isSelected ? effects.Topics.Where(t => !isSelected(t.Name)).Sum(number) : 0;
        return outside == 0 ? "" : outside == all ? " (topics not selected)" : $" ({Quantity.Count(outside)} of topics not selected)";
    }

    private string Changes()
    {
        var gains = Gains();
        var cost = Factors();
        if (effects.MoveCount > 0)
        {
            cost.Add($"copies {Quantity.Count(effects.MoveCount, "replica")} ({CopiedBytes.Text(effects) ?? "of unknown size"})");
        }

        if (effects.LeaderChangeCount > 0)
        {
            cost.Add($"changes {Quantity.Count(effects.LeaderChangeCount, "preferred leader")}");
        }

        // The cost is a sentence of its own: "25 partitions that could be spread better by copying 10 replicas" is not what is meant.
        var sentence =
            $"The plan {(cost.Count > 0 ? Quantity.Join(cost) : $"changes {Quantity.Count(effects.Changes.Length, "partition")}")}";
        sentence += effects.Time is { } time
            ? $", in {Quantity.Roughly(time.Told.Whole)} at {Quantity.Short(time.Told.Rate)} for each broker"
            : "";
        sentence += gains.Count > 0 ? $". It {Quantity.Join(gains)}" : "";
        var stays = Stranded(effects.After) > 0 && Stranded(effects.After) >= Stranded(effects.Before) ? $"; {WhatStays()}" : "";
        return $"{sentence}{stays}{Proof()}.";
    }

    /// <summary>Replication factors that change: what was asked for, and not told by the number of copies.</summary>
    private List<string> Factors()
    {
        return [.. Factor("raises", 1), .. Factor("lowers", -1)];

        IEnumerable<string> Factor(string verb, int sign)
        {
            var count = 0;
            var topics = new HashSet<string>(StringComparer.Ordinal);
            foreach (var row in effects.Changes)
            {
                if (row.Change.After.Length.CompareTo(row.Change.Before.Length) == sign)
                {
                    count++;
                    topics.Add(row.Change.TopicPartition.Topic);
                }
            }

            return count == 0 ? []
                : [$"{verb} the replication factor of {Quantity.Count(count, "partition")} ({Quantity.Count(topics.Count, "topic")})"];
        }
    }

    private List<string> Gains()
    {
        var gains = new List<string>();
        var (before, after) = (effects.Before, effects.After);
        if (Stranded(after) < Stranded(before))
        {
            gains.Add(
                $"leaves {(Stranded(after) == 0 ? "nothing" : Quantity.Count(Stranded(after), "replica"))} on dead or draining brokers");
        }

        if (after.PartitionsWithAvoidableViolations < before.PartitionsWithAvoidableViolations)
        {
            gains.Add(after.PartitionsWithAvoidableViolations == 0
                ? $"spreads every partition as well as the racks{context.Limits.AndWhat} allow"
                : $"leaves {Quantity.Count(after.PartitionsWithAvoidableViolations, "partition")} that could be spread better");
        }

        if (_risk.WorstDomainAfter is { } worst && _risk.WorstDomainBefore is { } was && worst.After.Stopped < was.Before.Stopped)
        {
            gains.Add(worst.After.Stopped == 0
                ? effects.Cluster.UnknownMinimumCount == 0
                    ? "keeps every partition writable if any one domain is lost"
                    : "keeps every partition online if any one domain is lost"
                : $"cuts what the loss of a domain can stop to {Quantity.Count(worst.After.Stopped, "partition")}");
        }

        if (IsMoreEven(before.Replicas, after.Replicas, after.ReplicaSumOfSquares < before.ReplicaSumOfSquares))
        {
            gains.Add($"gives each broker {Between(after.Replicas, "replica")} instead of {Between(before.Replicas)}");
        }
        else if (IsMoreEven(before.Leaders, after.Leaders, after.LeaderSumOfSquares < before.LeaderSumOfSquares))
        {
            gains.Add($"gives each broker {Between(after.Leaders, "preferred leader")} instead of {Between(before.Leaders)}");
        }

        return gains;
    }

    /// <summary>
    /// Whether a gain in balance shows in the numbers that are named. The sum of squares alone does not tell: fewer brokers to hold as
    /// many replicas raise it, however even they get, and it falls where the least and the most stay as they are.
    /// </summary>
    private static bool IsMoreEven(LoadRange before, LoadRange after, bool hasSmallerSquares) =>
        after.Range < before.Range || (hasSmallerSquares && after.Range == before.Range && after != before);

    /// <summary>Replicas on brokers that are to hold none.</summary>
    private static int Stranded(PlanMetrics metrics) => metrics.DeadReplicas + metrics.DrainingReplicas;

    private static string Between(LoadRange range, string singular) =>
        range.Min == range.Max ? Quantity.Count(range.Min, singular) : $"{Between(range)} {singular}s";

    private static string Between(LoadRange range) =>
        range.Min == range.Max ? Quantity.Count(range.Min) : $"{Quantity.Count(range.Min)} to {Quantity.Count(range.Max)}";

    private string Proof()
    {
        if (context.Goals is null)
        {
            return "";
        }

        var open = context.Goals.Where(r => !r.Proven).Select(r => ProofWords.Name(r.Goal)).ToList();
        if (open.Count > 0)
        {
            return $"; it is proven optimal except for {Quantity.Join(open)}";
        }

        // What could be better and stays is kept by a selection, pins or limits: the proof is of plans within them.
        var isLimited = context.Options is { LimitsPlans: true } || effects.After.PartitionsWithAvoidableViolations > 0;
        var limits = context.Limits with { ByOptions = isLimited };
        return $";{limits.Within} no better plan exists, and that is proven";
    }

    private ImmutableArray<Tile> Tiles()
    {
        var tiles = ImmutableArray.CreateBuilder<Tile>();
        var (before, after) = (effects.Before, effects.After);
        tiles.Add(new Tile(
            "avoidableViolations", "Partitions that could be spread better", TileUnit.Count,
            before.PartitionsWithAvoidableViolations, after.PartitionsWithAvoidableViolations,
            $"of {Quantity.Count(effects.Cluster.PartitionCount)}"));
        if (_risk is { WorstDomainBefore: { } now, WorstDomainAfter: { } then })
        {
            tiles.Add(new Tile(
                "stoppedByOneDomain",
                "Partitions that one domain's loss would stop",
                TileUnit.Count,
                now.Before.Stopped,
                then.After.Stopped,
                string.Join("; ", new[] { Worst(now, then), LossWords.AtLeast(effects.Cluster) }.Where(part => part.Length > 0))));
        }

        tiles.Add(new Tile(
            "largestBrokerReplicas",
            "Largest broker, replicas",
            TileUnit.Count,
            before.Replicas.Max,
            after.Replicas.Max,
            EvenShare(effects.Brokers.EvenReplicas)));
        tiles.Add(new Tile(
            "largestBrokerLeaders",
            "Largest broker, leaders",
            TileUnit.Count,
            before.Leaders.Max,
            after.Leaders.Max,
            EvenShare(effects.Brokers.EvenLeaders)));
        if (!effects.Cluster.SizesUnknown)
        {
            tiles.Add(new Tile(
                "largestBrokerBytes", "Largest broker, bytes", TileUnit.Bytes, before.Bytes.Max, after.Bytes.Max,
                $"even share {Quantity.Bytes((long)effects.Brokers.EvenBytes)}"));
        }

        if (context.Aim is not null || effects.Changes.Length > 0)
        {
            tiles.Add(new Tile(
                "moves",
                "Replicas to copy",
                TileUnit.Count,
                null,
                effects.MoveCount,
                Quantity.Percent(effects.MoveCount, effects.Cluster.ReplicaCount) + " of all"));
            tiles.Add(new Tile(
                "bytes",
                "Bytes to copy",
                TileUnit.Bytes,
                null,
                effects.Cluster.SizesUnknown && effects.MoveCount > 0 ? null : effects.MoveBytes,
                Unknown()));
            tiles.Add(new Tile(
                "time", "Time", TileUnit.Seconds, null,
                effects.Time is { } time ? (long)time.Told.Whole.TotalSeconds : effects.MoveCount == 0 ? 0 : null,
                effects.Time is { } at ? $"at {Quantity.Short(at.Told.Rate)} for each broker" : ""));
        }

        return tiles.ToImmutable();
    }

    private static string EvenShare(double share) => string.Create(CultureInfo.InvariantCulture, $"even share {share:N1}");

    private string Unknown() =>
        effects.MovedUnknownSizeCount == 0 ? "" : $"{Quantity.Count(effects.MovedUnknownSizeCount, "partition")} of unknown size";

    private static string Worst(Loss now, Loss then) =>
        now.Before.Stopped == 0 && then.After.Stopped == 0 ? ""
        : now == then || then.After.Stopped == 0 ? $"{now.Dimension} {now.Name}"
        : $"{now.Dimension} {now.Name}, then {then.Dimension} {then.Name}";
}
