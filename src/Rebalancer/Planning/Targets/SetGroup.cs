using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>Movable partitions that may have exactly the same replica sets.</summary>
/// <param name="Kind">Their sets, with the closed brokers that they hold.</param>
/// <param name="Class">The class of their spread.</param>
/// <param name="Count">How many they are.</param>
internal sealed record SetGroup(SetKind Kind, int Class, int Count)
{
    // Each group is a flow of its own at every set of prices.
    private const int MaxGroups = 4_000;

    /// <summary>
    /// Groups the partitions, and says which group each belongs to (-1 where it may not move). Without closed brokers, or where their combinations are too
    /// many, the groups are the classes.
    /// </summary>
    public static (SetGroup[] Groups, int[] GroupOf) Build(CellGrid grid, PartitionSpreads spreads)
    {
        if (grid.Problem.HasClosedBrokers)
        {
            var index = new Dictionary<string, int>(StringComparer.Ordinal);
            var plainOf = new int[spreads.Classes.Length];
            Array.Fill(plainOf, -1);
            var groups = new List<SetGroup>();
            var groupOf = new int[spreads.ClassOf.Length];
            Array.Fill(groupOf, -1);
            for (var p = 0; p < groupOf.Length && groups.Count <= MaxGroups; p++)
            {
                var k = spreads.ClassOf[p];
                if (k < 0)
                {
                    continue;
                }

                var plain = grid.Problem.IsPlain(p);
                if (!plain || plainOf[k] < 0)
                {
                    var kind = SetKind.Of(grid, p);
                    kind = spreads.Of(p).Kind.MustUse >= 0 ? kind.WithMustUse(spreads.Of(p).Kind.MustUse) : kind;
                    if (!index.TryGetValue($"{k}/{kind.Key}", out var g))
                    {
                        index[$"{k}/{kind.Key}"] = g = groups.Count;
                        groups.Add(new(kind, k, 0));
                    }

                    groupOf[p] = g;
                    plainOf[k] = plain ? g : plainOf[k];
                }
                else
                {
                    groupOf[p] = plainOf[k];
                }

                groups[groupOf[p]] = groups[groupOf[p]] with { Count = groups[groupOf[p]].Count + 1 };
            }

            if (groups.Count <= MaxGroups)
            {
                return ([.. groups], groupOf);
            }
        }

        return ([.. spreads.Classes.Select((k, i) => new SetGroup(k.Kind, i, k.PartitionCount))], spreads.ClassOf);
    }
}
