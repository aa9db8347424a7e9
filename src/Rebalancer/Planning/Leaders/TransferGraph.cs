using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Leaders;

/// <summary>
/// The transfers of leadership that are possible now: an arc from broker b to broker c for the partitions that b leads and c also holds, by
/// what the transfer costs in changes of the preferred leader.
/// </summary>
internal sealed class TransferGraph
{
    private readonly List<int> _from = [];
    private readonly List<int> _to = [];
    private readonly List<sbyte> _cost = [];
    private readonly List<int> _start = [];
    private readonly int[] _slots;
    private readonly int[] _partitions;

    private TransferGraph(int entries)
    {
        _slots = new int[entries];
        _partitions = new int[entries];
    }

    /// <summary>Number of arcs; arcs of one broker are neighbours.</summary>
    public int ArcCount => _from.Count;

    /// <summary>The broker that gives the leadership away.</summary>
    public int From(int arc) => _from[arc];

    /// <summary>The broker that takes it.</summary>
    public int To(int arc) => _to[arc];

    /// <summary>-1 where the old preferred leader gets it back, +1 where it loses it, else 0.</summary>
    public int Cost(int arc) => _cost[arc];

    /// <summary>How many partitions can take the arc.</summary>
    public int Capacity(int arc) => End(arc) - _start[arc];

    /// <summary>The slots that can become leader along the arc.</summary>
    public ReadOnlySpan<int> Slots(int arc) => _slots.AsSpan(_start[arc]..End(arc));

    /// <summary>The partitions of <see cref="Slots"/>.</summary>
    public ReadOnlySpan<int> Partitions(int arc) => _partitions.AsSpan(_start[arc]..End(arc));

    /// <summary>At most <paramref name="perBroker"/> arcs of each cost for each giving broker, evenly taken from all of them.</summary>
    public List<int> Sample(int perBroker)
    {
        var sample = new List<int>();
        Span<int> count = stackalloc int[3];
        Span<int> seen = stackalloc int[3];
        for (var first = 0; first < ArcCount;)
        {
            count.Clear();
            seen.Clear();
            var end = first;
            for (; end < ArcCount && _from[end] == _from[first]; end++)
            {
                count[_cost[end] + 1]++;
            }

            for (var arc = first; arc < end; arc++)
            {
                var cost = _cost[arc] + 1;
                long total = count[cost];

                // The arc is taken where k * perBroker / total passes a whole number.
                if (total <= perBroker || (seen[cost] + 1) * (long)perBroker / total > seen[cost] * (long)perBroker / total)
                {
                    sample.Add(arc);
                }

                seen[cost]++;
            }

            first = end;
        }

        return sample;
    }

    /// <summary>Lists all transfers of movable partitions.</summary>
    public static TransferGraph Build(Placement placement, LeaderState state)
    {
        var (problem, placed) = (placement.Problem, placement.Brokers);
        var (ledStart, led, entries) = GroupByLeader(problem, placed, state);
        var graph = new TransferGraph(entries);
        var position = new int[3 * problem.BrokerCount];
        var touched = new List<int>();
        var filled = 0;
        for (var b = 0; b < problem.BrokerCount; b++)
        {
            touched.Clear();
            for (var pass = 0; pass < 2; pass++)
            {
                for (var k = ledStart[b]; k < ledStart[b + 1]; k++)
                {
                    var p = led[k];
                    var leader = state.LeaderSlot[p];
                    var leaderCost = state.ChangeCost(p, leader);
                    for (var slot = problem.Offsets[p]; slot < problem.Offsets[p + 1]; slot++)
                    {
                        if (slot == leader || placed[slot] < 0)
                        {
                            continue;
                        }

                        var key = (3 * placed[slot]) + 1 + state.ChangeCost(p, slot) - leaderCost;
                        if (pass == 0)
                        {
                            if (position[key]++ == 0)
                            {
                                touched.Add(key);
                            }
                        }
                        else
                        {
                            graph._slots[position[key]] = slot;
                            graph._partitions[position[key]++] = p;
                        }
                    }
                }

                if (pass == 0)
                {
                    filled = graph.AddArcs(b, touched, position, filled);
                }
            }

            foreach (var key in touched)
            {
                position[key] = 0;
            }
        }

        return graph;
    }

    private int End(int arc) => arc + 1 < _start.Count ? _start[arc + 1] : _slots.Length;

    private int AddArcs(int from, List<int> keys, int[] position, int filled)
    {
        foreach (var key in keys)
        {
            _from.Add(from);
            _to.Add(key / 3);
            _cost.Add((sbyte)((key % 3) - 1));
            _start.Add(filled);
            (position[key], filled) = (filled, filled + position[key]);
        }

        return filled;
    }

    private static (int[] Start, int[] Led, int Entries) GroupByLeader(PlanningProblem problem, int[] placed, LeaderState state)
    {
        var start = new int[problem.BrokerCount + 1];
        var entries = 0;
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (CanChange(problem, placed, state, p))
            {
                start[placed[state.LeaderSlot[p]] + 1]++;
                for (var slot = problem.Offsets[p]; slot < problem.Offsets[p + 1]; slot++)
                {
                    entries += slot != state.LeaderSlot[p] && placed[slot] >= 0 ? 1 : 0;
                }
            }
        }

        for (var b = 0; b < problem.BrokerCount; b++)
        {
            start[b + 1] += start[b];
        }

        var led = new int[start[^1]];
        var next = start.ToArray();
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            if (CanChange(problem, placed, state, p))
            {
                led[next[placed[state.LeaderSlot[p]]]++] = p;
            }
        }

        return (start, led, entries);
    }

    private static bool CanChange(PlanningProblem problem, int[] placed, LeaderState state, int partition) =>
        problem.Movable[partition] && placed[state.LeaderSlot[partition]] >= 0;
}
