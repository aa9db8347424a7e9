using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning.Targets;

/// <summary>Movable partitions that may have exactly the same replica sets.</summary>
/// <param name="Kind">Their sets, with the closed brokers that they hold.</param>
/// <param name="Class">The class of their spread.</param>
/// <param name="Count">How many they are.</param>
internal sealed record SetGroup(SetKind Kind, int Class, int Count)
{
    // A group costs a microsecond or two at every set of prices.
    private const int MaxGroups = 300_000;

    /// <summary>
    /// Groups the partitions, and says which group each belongs to (-1 where it may not move). Without closed brokers, or where their
    /// combinations are too many, the groups are the classes.
    /// </summary>
    public static (SetGroup[] Groups, int[] GroupOf) Build(CellGrid grid, PartitionSpreads spreads)
    {
        if (!grid.Problem.HasClosedBrokers)
        {
            return OfClasses(spreads);
        }

        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var plainOf = new int[spreads.Classes.Length];
        Array.Fill(plainOf, -1);
        var kinds = new List<(SetKind Kind, int Class)>();
        var counts = new List<int>();
        var groupOf = new int[spreads.ClassOf.Length];
        for (var p = 0; p < groupOf.Length; p++)
        {
            var k = spreads.ClassOf[p];
            groupOf[p] = k < 0 ? -1 : plainOf[k];
            var plain = grid.Problem.IsPlain(p);
            if (k < 0 || (plain && plainOf[k] >= 0))
            {
                if (k >= 0)
                {
                    counts[plainOf[k]]++;
                }

                continue;
            }

            var kind = SetKind.Of(grid, p);
            kind = spreads.Classes[k].Kind.MustUse >= 0 ? kind.WithMustUse(spreads.Classes[k].Kind.MustUse) : kind;
            var key = $"{k}/{kind.Key}";
            if (!index.TryGetValue(key, out var g))
            {
                index[key] = g = kinds.Count;
                kinds.Add((kind, k));
                counts.Add(0);
                if (kinds.Count > MaxGroups)
                {
                    return OfClasses(spreads);
                }
            }

            groupOf[p] = g;
            counts[g]++;
            plainOf[k] = plain ? g : plainOf[k];
        }

        return ([.. kinds.Select((kind, g) => new SetGroup(kind.Kind, kind.Class, counts[g]))], groupOf);
    }

    private static (SetGroup[] Groups, int[] GroupOf) OfClasses(PartitionSpreads spreads) =>
        ([.. spreads.Classes.Select((k, i) => new SetGroup(k.Kind, i, k.PartitionCount))], spreads.ClassOf);
}
