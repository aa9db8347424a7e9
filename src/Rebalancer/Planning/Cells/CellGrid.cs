using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Cells;

/// <summary>
/// Brokers grouped into cells: a cell holds the brokers that share their domain in every rack dimension, so that any of them serves the spread alike.
/// A dense cell, in which a partition may have several replicas among few brokers, is split into one cell a broker (engine reference, section 2).
/// </summary>
internal sealed class CellGrid
{
    private CellGrid(PlanningProblem model, int[] cellOf, int count)
    {
        Model = model;
        CellOf = cellOf;
        Count = count;
        BrokerOffsets = new int[count + 1];
        foreach (var c in cellOf)
        {
            BrokerOffsets[c + 1]++;
        }

        for (var c = 0; c < count; c++)
        {
            BrokerOffsets[c + 1] += BrokerOffsets[c];
        }

        Brokers = new int[cellOf.Length];
        var next = (int[])BrokerOffsets.Clone();
        for (var b = 0; b < cellOf.Length; b++)
        {
            Brokers[next[cellOf[b]]++] = b;
        }

        DomainOf = new int[model.DimensionCount][];
        for (var d = 0; d < model.DimensionCount; d++)
        {
            DomainOf[d] = new int[count];
            for (var c = 0; c < count; c++)
            {
                DomainOf[d][c] = model.Domains[d][Brokers[BrokerOffsets[c]]];
            }
        }

        Accepts = new bool[count];
        for (var c = 0; c < count; c++)
        {
            Accepts[c] = BrokersOf(c).ToArray().Any(b => model.AcceptsNew[b]);
        }
    }

    public PlanningProblem Model { get; }

    /// <summary>The cell of each broker.</summary>
    public int[] CellOf { get; }

    /// <summary>How many cells there are.</summary>
    public int Count { get; }

    /// <summary>Ranges of <see cref="Brokers"/>, one a cell.</summary>
    public int[] BrokerOffsets { get; }

    /// <summary>Brokers, cell by cell.</summary>
    public int[] Brokers { get; }

    /// <summary>DomainOf[d][c]: the domain of cell c in dimension d.</summary>
    public int[][] DomainOf { get; }

    /// <summary>Whether any broker of the cell may be given new replicas.</summary>
    public bool[] Accepts { get; }

    public ReadOnlySpan<int> BrokersOf(int cell) => Brokers.AsSpan(BrokerOffsets[cell], Size(cell));

    public int Size(int cell) => BrokerOffsets[cell + 1] - BrokerOffsets[cell];

    /// <summary>One cell for every combination of domains that has live brokers.</summary>
    public static CellGrid ByDomains(PlanningProblem model)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var cellOf = new int[model.BrokerCount];
        for (var b = 0; b < cellOf.Length; b++)
        {
            var key = string.Join(',', model.Domains.Select(d => d[b]));
            if (!index.TryGetValue(key, out var c))
            {
                index[key] = c = index.Count;
            }

            cellOf[b] = c;
        }

        return new(model, cellOf, index.Count);
    }

    /// <summary>The same grid with the chosen cells split into one cell a broker. <paramref name="parents"/>: the old cell of each new one.</summary>
    public CellGrid Split(Func<int, bool> isSplit, out int[] parents)
    {
        var cellOf = new int[CellOf.Length];
        var newOf = new Dictionary<(int, int), int>();
        var old = new List<int>();
        for (var b = 0; b < cellOf.Length; b++)
        {
            var c = CellOf[b];
            var key = (c, isSplit(c) ? b : -1);
            if (!newOf.TryGetValue(key, out var n))
            {
                newOf[key] = n = newOf.Count;
                old.Add(c);
            }

            cellOf[b] = n;
        }

        parents = [.. old];
        return new(Model, cellOf, newOf.Count);
    }
}
