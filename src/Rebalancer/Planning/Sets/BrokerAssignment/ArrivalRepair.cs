using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Sets.BrokerAssignment;

/// <summary>
/// Arrivals for which every broker of the cell with room already holds the partition: another arrival of the cell changes places with them.
/// Where none can, the broker with most room takes it above its share; the replacement flow evens that out later.
/// </summary>
internal sealed class ArrivalRepair(CellPlacement cells, Placement placement, int[] room)
{
    private readonly PlanningProblem _problem = cells.Problem;
    private readonly int[] _placed = placement.Brokers;
    private List<(int Partition, int Slot)>[]? _arrivals;

    public void Place(List<(int Partition, int Slot)> stuck)
    {
        foreach (var (p, slot) in stuck)
        {
            var brokers = cells.Grid.BrokersOf(cells.CellOfSlot[slot]);
            if (!TryPlace(p, slot, brokers))
            {
                PlaceAboveShare(p, slot, brokers);
            }
        }
    }

    private bool TryPlace(int p, int slot, ReadOnlySpan<int> brokers)
    {
        foreach (var b in brokers)
        {
            if (room[b] <= 0)
            {
                continue;
            }

            if (!placement.Holds(p, b))
            {
                Put(slot, b);
                return true;
            }

            foreach (var (other, otherSlot) in ArrivalsOf(cells.CellOfSlot[slot]))
            {
                var theirs = _placed[otherSlot];
                if (theirs >= 0 && theirs != b && !placement.Holds(p, theirs) && !placement.Holds(other, b))
                {
                    _placed[slot] = theirs;
                    _placed[otherSlot] = b;
                    room[b]--;
                    return true;
                }
            }
        }

        return false;
    }

    private void PlaceAboveShare(int p, int slot, ReadOnlySpan<int> brokers)
    {
        var best = -1;
        foreach (var b in brokers)
        {
            if (!placement.Holds(p, b) && (best < 0 || room[b] > room[best]))
            {
                best = b;
            }
        }

        if (best >= 0)
        {
            Put(slot, best);
        }
    }

    private void Put(int slot, int b)
    {
        _placed[slot] = b;
        room[b]--;
    }

    private List<(int Partition, int Slot)> ArrivalsOf(int cell)
    {
        if (_arrivals is null)
        {
            _arrivals = [.. Enumerable.Range(0, cells.Grid.Count).Select(_ => new List<(int, int)>())];
            for (var p = 0; p < _problem.PartitionCount; p++)
            {
                for (var slot = _problem.Offsets[p]; _problem.Movable[p] && slot < _problem.Offsets[p + 1]; slot++)
                {
                    if (_placed[slot] != _problem.Present[slot] && cells.CellOfSlot[slot] != CellPlacement.NoCell)
                    {
                        _arrivals[cells.CellOfSlot[slot]].Add((p, slot));
                    }
                }
            }
        }

        return _arrivals[cell];
    }
}
