using Rebalancer.Planning.Cells;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.Sets.BrokerAssignment;

/// <summary>
/// Arrivals for which every broker of the cell with room already holds the partition: another arrival of the cell changes places with them. Where none can,
/// the broker with most room takes it above its share; the transfer network evens that out later.
/// </summary>
internal sealed class ArrivalRepair(CellPlacement state, int[] placed, int[] room)
{
    private readonly PlanningProblem _model = state.Model;
    private List<(int Partition, int Slot)>[]? _arrivals;

    public void Place(List<(int Partition, int Slot)> stuck)
    {
        foreach (var (p, slot) in stuck)
        {
            var brokers = state.Grid.BrokersOf(state.CellOfSlot[slot]);
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

            if (!Has(p, b))
            {
                Put(slot, b);
                return true;
            }

            foreach (var (other, otherSlot) in ArrivalsOf(state.CellOfSlot[slot]))
            {
                var theirs = placed[otherSlot];
                if (theirs >= 0 && theirs != b && !Has(p, theirs) && !Has(other, b))
                {
                    placed[slot] = theirs;
                    placed[otherSlot] = b;
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
            if (!Has(p, b) && (best < 0 || (_model.AcceptsNew[b], room[b]).CompareTo((_model.AcceptsNew[best], room[best])) > 0))
            {
                best = b;
            }
        }

        Put(slot, best);
    }

    private void Put(int slot, int b)
    {
        placed[slot] = b;
        room[b]--;
    }

    private bool Has(int p, int b) => placed.AsSpan(_model.Offsets[p], _model.ReplicationFactor(p)).Contains(b);

    private List<(int Partition, int Slot)> ArrivalsOf(int cell)
    {
        if (_arrivals is null)
        {
            _arrivals = [.. Enumerable.Range(0, state.Grid.Count).Select(_ => new List<(int, int)>())];
            for (var p = 0; p < _model.PartitionCount; p++)
            {
                for (var slot = _model.Offsets[p]; _model.Movable[p] && slot < _model.Offsets[p + 1]; slot++)
                {
                    if (placed[slot] != _model.Replicas[slot])
                    {
                        _arrivals[state.CellOfSlot[slot]].Add((p, slot));
                    }
                }
            }
        }

        return _arrivals[cell];
    }
}
