using System.Globalization;
using Rebalancer.TestKit;

namespace Rebalancer.Benchmarks;

/// <summary>
/// A Markdown table of leaders and leader changes against their bounds over all plans of equal spread, balance and moves: saved clusters,
/// and every family on several grids, with replication factor 3 and with 1 to 4.
/// </summary>
internal static class LeaderTable
{
    private static readonly (int FaultDomains, int UpdateDomains)[] s_grids = [(0, 0), (3, 0), (2, 5), (3, 3), (3, 5), (5, 5)];

    public static int Print()
    {
        Console.WriteLine("| cluster | moves / bound | leaders | sum of squares / bound | leader changes / bound | found by |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var name in Clusters.Saved)
        {
            Row(name, Clusters.Request(name));
        }

        foreach (var (partitions, brokers) in ((int, int)[])[(1_000, 15), (10_000, 60)])
        {
            foreach (var shape in Shapes(partitions, brokers))
            {
                Row(shape.ToString(), ClusterGenerator.GenerateRequest(shape));
            }
        }

        return 0;
    }

    private static IEnumerable<ClusterShape> Shapes(int partitions, int brokers) =>
        from family in Enum.GetValues<ClusterFamily>()
        from grid in s_grids
        from factor in ((int Min, int Max)[])[(3, 3), (1, 4)]
        select new ClusterShape
        {
            Family = family,
            FaultDomains = grid.FaultDomains,
            UpdateDomains = grid.UpdateDomains,
            BrokerCount = brokers,
            PartitionCount = partitions,
            MinReplicationFactor = factor.Min,
            MaxReplicationFactor = factor.Max,
        };

    private static void Row(string name, PlanRequest request)
    {
        var plan = new Planner().Plan(request);
        var (moves, leaders, changes) = (plan.Goals[Goal.Moves], plan.Goals[Goal.Leaders], plan.Goals[Goal.LeaderChanges]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {moves.Value} / {moves.LowerBound} | {plan.After.Leaders.Min}..{plan.After.Leaders.Max} | "
                + $"{leaders.Value} / {leaders.LowerBound} | {changes.Value} / {changes.LowerBound} | {plan.Method} |"));
    }
}
