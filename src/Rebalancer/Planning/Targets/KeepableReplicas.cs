using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>
/// How many replicas of each class can stay on brokers that take nothing new: on each of them what is there, and in each domain no more
/// than its partitions can have there at once. What one partition holds beyond that must go, whatever the prices.
/// </summary>
internal sealed class KeepableReplicas
{
    private readonly CellGrid _grid;

    /// <param name="grid">The cells.</param>
    /// <param name="spreads">The spread of each movable partition.</param>
    public KeepableReplicas(CellGrid grid, PartitionSpreads spreads)
    {
        _grid = grid;
        ByCell = [.. spreads.Classes.Select(_ => new long[grid.Count])];
        ByDomain = [.. spreads.Classes.Select(k => k.DomainMax.Select(x => new long[x.Length]).ToArray())];
        if (grid.Problem.HasClosedBrokers)
        {
            Count(spreads);
        }
    }

    /// <summary>ByCell[k][c]: in cell c, where it takes nothing new.</summary>
    public long[][] ByCell { get; }

    /// <summary>ByDomain[k][d][f]: on all closed brokers of domain f in dimension d.</summary>
    public long[][][] ByDomain { get; }

    private void Count(PartitionSpreads spreads)
    {
        var problem = _grid.Problem;
        for (var p = 0; p < spreads.ClassOf.Length; p++)
        {
            var k = spreads.ClassOf[p];
            if (k < 0 || problem.IsPlain(p))
            {
                continue;
            }

            var present = problem.PresentOf(p);
            for (var i = 0; i < present.Length; i++)
            {
                if (!IsKeepable(p, present[i]))
                {
                    continue;
                }

                var cell = _grid.CellOf[present[i]];
                ByCell[k][cell]++;
                for (var d = 0; d < ByDomain[k].Length; d++)
                {
                    // The replica counts where no more than the most that a set has there stand before it.
                    var f = _grid.DomainOf[d][cell];
                    var before = 0;
                    for (var j = 0; j < i; j++)
                    {
                        before += IsKeepable(p, present[j]) && _grid.DomainOf[d][_grid.CellOf[present[j]]] == f ? 1 : 0;
                    }

                    ByDomain[k][d][f] += before < spreads.Classes[k].DomainMax[d][f] ? 1 : 0;
                }
            }
        }
    }

    private bool IsKeepable(int partition, int broker) =>
        broker >= 0 && !_grid.Accepts[_grid.CellOf[broker]] && _grid.Problem.MayKeep(partition, broker);
}
