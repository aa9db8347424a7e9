namespace Rebalancer.Planning.Problem;

/// <summary>
/// The judged brokers grouped twice. A domain cell holds the brokers that share their domain in every rack dimension: the spread sees no
/// more than how many replicas each has. A cell is a part of a domain cell whose brokers the planner may treat alike; prices and totals are
/// by cell.
/// </summary>
/// <remarks>
/// The brokers of a domain cell that take new replicas and belong to the same broker sets form one cell, unless it is split because it is
/// dense (a partition may have several replicas among few brokers, so that counts no longer say who can stand where). A broker that takes
/// nothing new is a cell of its own: nothing can be shifted to it from its neighbours.
/// </remarks>
internal sealed class CellGrid
{
    private CellGrid(PlanningProblem problem, int[] cellOf, int count)
    {
        Problem = problem;
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

        Accepts = new bool[count];
        for (var c = 0; c < count; c++)
        {
            Accepts[c] = problem.Roles[Brokers[BrokerOffsets[c]]].MayReceive;
        }

        DomainCellOf = new int[count];
        DomainOf = [.. Enumerable.Range(0, problem.DimensionCount).Select(_ => new int[count])];
        DomainCellCount = NumberDomainCells();
    }

    /// <summary>The brokers' problem.</summary>
    public PlanningProblem Problem { get; }

    /// <summary>The cell of each judged broker.</summary>
    public int[] CellOf { get; }

    /// <summary>How many cells there are.</summary>
    public int Count { get; }

    /// <summary>Ranges of <see cref="Brokers"/>, one a cell.</summary>
    public int[] BrokerOffsets { get; }

    /// <summary>Brokers, cell by cell.</summary>
    public int[] Brokers { get; }

    /// <summary>DomainOf[d][c]: the domain of cell c in dimension d.</summary>
    public int[][] DomainOf { get; }

    /// <summary>The domain cell of each cell.</summary>
    public int[] DomainCellOf { get; }

    /// <summary>How many domain cells there are.</summary>
    public int DomainCellCount { get; }

    /// <summary>Whether every domain cell is one cell.</summary>
    public bool IsWhole => DomainCellCount == Count;

    /// <summary>Whether the cell's brokers may be given new replicas.</summary>
    public bool[] Accepts { get; }

    /// <summary>The brokers of a cell.</summary>
    public ReadOnlySpan<int> BrokersOf(int cell) => Brokers.AsSpan(BrokerOffsets[cell], Size(cell));

    /// <summary>How many brokers a cell has.</summary>
    public int Size(int cell) => BrokerOffsets[cell + 1] - BrokerOffsets[cell];

    /// <summary>The coarsest grid of a problem.</summary>
    public static CellGrid Of(PlanningProblem problem)
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var cellOf = new int[problem.BrokerCount];
        for (var b = 0; b < cellOf.Length; b++)
        {
            var key = string.Join(',', problem.Domains.Select(d => d[b]))
                + (problem.Roles[b].MayReceive ? "" : $"!{b}")
                + string.Concat(problem.BrokerSets.Select(set => set[b] ? '+' : '-'));
            if (!index.TryGetValue(key, out var c))
            {
                index[key] = c = index.Count;
            }

            cellOf[b] = c;
        }

        return new(problem, cellOf, index.Count);
    }

    /// <summary>The same grid for a problem that differs only in what may move.</summary>
    public CellGrid For(PlanningProblem problem) => ReferenceEquals(problem, Problem) ? this : new(problem, CellOf, Count);

    /// <summary>The same grid with the chosen cells split into one cell a broker.</summary>
    public CellGrid Split(Func<int, bool> isSplit)
    {
        var cellOf = new int[CellOf.Length];
        var newOf = new Dictionary<(int, int), int>();
        for (var b = 0; b < cellOf.Length; b++)
        {
            var c = CellOf[b];
            var key = (c, isSplit(c) ? b : -1);
            if (!newOf.TryGetValue(key, out var n))
            {
                newOf[key] = n = newOf.Count;
            }

            cellOf[b] = n;
        }

        return new(Problem, cellOf, newOf.Count);
    }

    private int NumberDomainCells()
    {
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var c = 0; c < Count; c++)
        {
            var broker = Brokers[BrokerOffsets[c]];
            for (var d = 0; d < DomainOf.Length; d++)
            {
                DomainOf[d][c] = Problem.Domains[d][broker];
            }

            var key = string.Join(',', DomainOf.Select(d => d[c]));
            if (!index.TryGetValue(key, out var cell))
            {
                index[key] = cell = index.Count;
            }

            DomainCellOf[c] = cell;
        }

        return index.Count;
    }
}
