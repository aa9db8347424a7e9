namespace Rebalancer.Cluster;

/// <summary>Broker ids by a dense index; an array where ids are small, for a lookup a replica counts at a million partitions.</summary>
internal sealed class BrokerIndex
{
    private const int MostInArray = 1_000_000;
    private readonly Dictionary<int, int>? _indices;
    private readonly int[] _small = [];

    /// <summary>Numbers the ids from 0 on.</summary>
    /// <param name="ids">The ids, each once; none is negative.</param>
    public BrokerIndex(IReadOnlyList<int> ids)
    {
        var largest = ids.Count == 0 ? -1 : ids.Max();
        if (largest >= MostInArray)
        {
            _indices = ids.Select((id, index) => (id, index)).ToDictionary(i => i.id, i => i.index);
            return;
        }

        _small = new int[largest + 1];
        Array.Fill(_small, -1);
        for (var i = 0; i < ids.Count; i++)
        {
            _small[ids[i]] = i;
        }
    }

    /// <summary>The index of an id, or -1.</summary>
    public int Of(int id) =>
        _indices is not null ? _indices.GetValueOrDefault(id, -1) : (uint)id < (uint)_small.Length ? _small[id] : -1;
}
