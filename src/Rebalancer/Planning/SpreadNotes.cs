using System.Globalization;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning;

/// <summary>
/// Says in numbers why a wish cannot be had: unreachable spread, loads that a domain forces, brokers that no best spread can use.
/// </summary>
internal static class SpreadNotes
{
    private const string UnusableCode = "brokers-unusable";
    private const string ForcedCode = "domain-forces-load";
    private const string LimitedCode = "domain-limits-load";

    /// <summary>Whether a note says why some brokers must hold more or fewer replicas than others.</summary>
    public static bool IsAboutLoads(PlanNote note) => note.Code is UnusableCode or ForcedCode or LimitedCode;

    /// <summary>Replication factors whose replicas must share a domain, and those that are too small for the racks there are.</summary>
    public static void AddUnreachable(PlanRequest request, PlanningProblem problem, PartitionSpreads spreads, List<PlanNote> notes)
    {
        var missing = CountByMissingDomains(problem, spreads);
        foreach (var (r, count) in CountByReplicationFactor(problem))
        {
            foreach (var (kind, few) in missing.Where(x => x.Key.Factor == r))
            {
                var domains = string.Join(
                    " and ", request.Topology.Dimensions.Select((x, d) => InputText.Count(problem.DomainCounts[d], x.Name)));
                var brokers = !kind.IsLimited ? "live brokers" : $"brokers that may hold {(few == 1 ? "it" : "them")}";
                notes.Add(new(PlanNoteKind.Reason, "spread-unreachable",
                    $"Replication factor {r} ({InputText.Count(few, "partition")}): over {domains} every set of {r} {brokers} has at least "
                        + $"{InputText.Count(kind.Missing, "replica")} in a domain that is taken already."));
            }

            for (var d = 0; d < problem.DimensionCount; d++)
            {
                if (r > problem.DomainCounts[d])
                {
                    var share = (r + problem.DomainCounts[d] - 1) / problem.DomainCounts[d];
                    notes.Add(new(PlanNoteKind.Reason, "rf-above-domains",
                        $"Replication factor {r} ({InputText.Count(count, "partition")}) exceeds the "
                            + $"{InputText.Count(problem.DomainCounts[d], request.Topology.Dimensions[d].Name)}: "
                            + $"{share} replicas of a partition must share one {request.Topology.Dimensions[d].Name}."));
                }
            }
        }

        AddSmallReplicationFactor(request, problem, notes);
    }

    /// <summary>How many partitions share a domain so that every broker is used.</summary>
    public static void AddRelaxed(int relaxed, List<PlanNote> notes)
    {
        if (relaxed > 0)
        {
            notes.Add(new(PlanNoteKind.Warning, "spread-relaxed",
                $"{InputText.Count(relaxed, "partition")} "
                    + $"{(relaxed == 1 ? "shares" : "share")} a domain unnecessarily, so that brokers that no best spread can use are used "
                    + "too (spread \"preferred\")."));
        }
    }

    /// <summary>Brokers that no best spread can use, and domains whose brokers must carry more or fewer than the average.</summary>
    public static void AddForcedLoads(
        PlanRequest request, PlanningProblem problem, CellGrid grid, SpreadClass[] classes, List<PlanNote> notes)
    {
        var total = classes.Sum(k => (long)k.PartitionCount * k.ReplicationFactor);
        if (total == 0)
        {
            return;
        }

        AddUnusable(problem, grid, classes, notes, total);
        var average = (double)total / problem.BrokerCount;
        for (var d = 0; d < problem.DimensionCount; d++)
        {
            for (var f = 0; f < problem.DomainCounts[d]; f++)
            {
                var brokers = problem.Domains[d].Take(problem.BrokerCount).Count(x => x == f);
                var least = classes.Sum(k => (long)k.PartitionCount * Least(k, grid, d, f));
                var most = classes.Sum(k => (long)k.PartitionCount * Most(k, grid, d, f));
                var name = DomainName(request, problem, d, f);
                var rf = string.Join(", ", classes.Select(k => k.ReplicationFactor).Distinct().Order());
                if (least > brokers * Math.Ceiling(average))
                {
                    notes.Add(new(PlanNoteKind.Reason, ForcedCode,
                        $"{name} has {brokers} of {problem.BrokerCount} brokers; with replication factor {rf} over "
                            + $"{problem.DomainCounts[d]} {request.Topology.Dimensions[d].ShortName}s each of its brokers carries at "
                            + $"least {Average(least, brokers)} replicas on average (even: {Average(total, problem.BrokerCount)})."));
                }
                else if (most < brokers * Math.Floor(average))
                {
                    notes.Add(new(PlanNoteKind.Reason, LimitedCode,
                        $"{name} has {brokers} of {problem.BrokerCount} brokers; with replication factor {rf} over "
                            + $"{problem.DomainCounts[d]} {request.Topology.Dimensions[d].ShortName}s each of its brokers carries at most "
                            + $"{Average(most, brokers)} replicas on average (even: {Average(total, problem.BrokerCount)})."));
                }
            }
        }
    }

    /// <summary>
    /// Replicas that every best set has in a domain: by the domain's bound, by its cells' bounds, or because the other domains hold no
    /// more.
    /// </summary>
    private static int Least(SpreadClass spread, CellGrid grid, int d, int f)
    {
        var inCells = Enumerable.Range(0, grid.Count).Where(c => grid.DomainOf[d][c] == f).Sum(c => spread.CellMin[c]);
        var elsewhere = Enumerable.Range(0, spread.DomainMax[d].Length).Where(x => x != f).Sum(x => spread.DomainMax[d][x]);
        return Math.Max(Math.Max(spread.DomainMin[d][f], inCells), spread.ReplicationFactor - elsewhere);
    }

    /// <summary>Replicas that a best set has in a domain at most.</summary>
    private static int Most(SpreadClass spread, CellGrid grid, int d, int f)
    {
        var inCells = Enumerable.Range(0, grid.Count).Where(c => grid.DomainOf[d][c] == f).Sum(c => spread.CellMax[c]);
        var elsewhere = Enumerable.Range(0, spread.DomainMin[d].Length).Where(x => x != f).Sum(x => spread.DomainMin[d][x]);
        return Math.Min(Math.Min(spread.DomainMax[d][f], inCells), spread.ReplicationFactor - elsewhere);
    }

    private static void AddUnusable(PlanningProblem problem, CellGrid grid, SpreadClass[] classes, List<PlanNote> notes, long total)
    {
        var unusable = new List<int>();
        foreach (var c in UsableCells.Unusable(grid, classes))
        {
            unusable.AddRange(grid.BrokersOf(c).ToArray().Select(b => problem.BrokerIds[b]));
        }

        if (unusable.Count > 0)
        {
            unusable.Sort();
            var names = string.Join(", ", unusable.Take(8)) + (unusable.Count > 8 ? ", ..." : "");
            var are = unusable.Count == 1 ? "is" : "are";
            var others = Average(total, problem.BrokerCount - unusable.Count);
            notes.Add(new(
                PlanNoteKind.Reason,
                UnusableCode,
                $"{unusable.Count} of {problem.BrokerCount} brokers ({names}) cannot be used by any best spread and {are} left empty: a "
                    + $"replica there would spread its partition less well. The others carry {others} replicas on average instead of "
                    + $"{Average(total, problem.BrokerCount)}. Spread \"preferred\" uses them, at "
                    + "the cost of partitions that share a domain."));
        }
    }

    /// <summary>Replicas for each broker, such as "2.3" or "1,200": the digit tells small numbers apart that are not the same.</summary>
    private static string Average(long replicas, int brokers) =>
        ((double)replicas / brokers).ToString("#,0.#", CultureInfo.InvariantCulture);

    /// <summary>The HDInsight script's advice: three fault domains want three replicas, two want four.</summary>
    private static void AddSmallReplicationFactor(PlanRequest request, PlanningProblem problem, List<PlanNote> notes)
    {
        for (var d = 0; d < problem.DimensionCount; d++)
        {
            if (request.Topology.Dimensions[d] != RackDimension.FaultDomain || problem.DomainCounts[d] is not (2 or 3))
            {
                continue;
            }

            var wanted = problem.DomainCounts[d] == 2 ? 4 : 3;
            var small = CountByReplicationFactor(problem).Where(x => x.Key < wanted).ToArray();
            if (small.Length > 0)
            {
                var few = small.Sum(x => (long)x.Value);
                notes.Add(new(PlanNoteKind.Warning, "rf-too-small",
                    $"{InputText.Count(few, "partition")} {(few == 1 ? "has" : "have")} a replication factor of "
                        + $"{string.Join(" or ", small.Select(x => x.Key))}; with {problem.DomainCounts[d]} fault domains at least "
                        + $"{wanted} is advised."));
            }
        }
    }

    /// <summary>
    /// How many partitions must lack how many domains, and whether that is of brokers that are not open to them: these may differ from
    /// partition to partition.
    /// </summary>
    private static SortedDictionary<(int Factor, bool IsLimited, int Missing), int> CountByMissingDomains(
        PlanningProblem problem, PartitionSpreads spreads)
    {
        var counts = new SortedDictionary<(int Factor, bool IsLimited, int Missing), int>();
        var someClosed = problem.HasClosedBrokers || problem.LiveCount > problem.BrokerCount;
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (spreads.ClassOf[p] >= 0 && spreads.Of(p) is { MissingDomains: > 0 and var missing })
            {
                var kind = (problem.Wanted[p], someClosed || !problem.IsPlain(p), missing);
                counts[kind] = counts.GetValueOrDefault(kind) + 1;
            }
        }

        return counts;
    }

    private static SortedDictionary<int, int> CountByReplicationFactor(PlanningProblem problem)
    {
        var counts = new SortedDictionary<int, int>();
        for (var p = 0; p < problem.PartitionCount;)
        {
            // Neighbours mostly have the same: a topic's partitions.
            var (factor, count) = (problem.Wanted[p], 0);
            for (; p < problem.PartitionCount && problem.Wanted[p] == factor; p++)
            {
                count += problem.Movable[p] ? 1 : 0;
            }

            if (count > 0)
            {
                counts[factor] = counts.GetValueOrDefault(factor) + count;
            }
        }

        return counts;
    }

    private static string DomainName(PlanRequest request, PlanningProblem problem, int d, int f)
    {
        var b = Array.IndexOf(problem.Domains[d], f);
        var name = request.Topology.Brokers.FirstOrDefault(x => x.BrokerId == problem.BrokerIds[b])?.Domains[d];
        return $"{request.Topology.Dimensions[d].ShortName} {name ?? "unknown"}";
    }
}
