using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Topology;

namespace Rebalancer.TestKit;

/// <summary>
/// Builds small clusters in tests: <c>ClusterBuilder.Brokers(6).Grid(3, 2).Topic("t", partitions: 12, rf: 3).Build()</c>.
/// </summary>
/// <remarks>
/// Broker ids run from 1001. Unless told otherwise a partition's leader is its first live replica and its ISR are its live replicas.
/// </remarks>
public sealed class ClusterBuilder
{
    private readonly List<Broker> _brokers = [];
    private readonly HashSet<int> _dead = [];
    private readonly SortedDictionary<string, List<PartitionSpec>> _topics = new(StringComparer.Ordinal);
    private int _nextLeader;

    private ClusterBuilder()
    {
    }

    /// <summary>
    /// Starts with <paramref name="count"/> live brokers without racks: ids <paramref name="firstId"/>, ...; hosts wn0-test, ...
    /// </summary>
    public static ClusterBuilder Brokers(int count, int firstId = 1001)
    {
        var builder = new ClusterBuilder();
        for (var i = 0; i < count; i++)
        {
            builder._brokers.Add(new Broker(firstId + i, $"wn{i}-test", null));
        }

        return builder;
    }

    /// <summary>
    /// Gives the brokers their racks in order of id, from the first again where there are fewer racks than brokers; null leaves one
    /// without.
    /// </summary>
    public ClusterBuilder Racks(params string?[] racks) => SetRacks(i => racks[i % racks.Length]);

    /// <summary>Deals the brokers to <paramref name="count"/> racks r0, r1, ... in turn.</summary>
    public ClusterBuilder Racks(int count) => SetRacks(i => $"r{i % count}");

    /// <summary>
    /// Deals the brokers to a grid of racks FDxUDy as Azure does: the fault domain changes fastest, then the update domain; every cell gets
    /// its turn.
    /// </summary>
    public ClusterBuilder Grid(int faultDomains, int updateDomains) => SetRacks(i => GridRack(i, faultDomains, updateDomains));

    /// <summary>Adds a live broker, after those that are there.</summary>
    public ClusterBuilder Add(int id, string? rack = null, string? host = null)
    {
        _brokers.Add(new Broker(id, host ?? $"wn{_brokers.Count}-test", rack));
        return this;
    }

    /// <summary>Takes brokers down: they are listed as dead and leave their partitions' ISR.</summary>
    public ClusterBuilder Dead(params int[] ids)
    {
        _dead.UnionWith(ids);
        return this;
    }

    /// <summary>Cordons brokers.</summary>
    public ClusterBuilder Cordoned(params int[] ids)
    {
        for (var i = 0; i < _brokers.Count; i++)
        {
            _brokers[i] = ids.Contains(_brokers[i].Id) ? _brokers[i] with { Cordoned = true } : _brokers[i];
        }

        return this;
    }

    /// <summary>Adds a topic that is dealt to the brokers that are there now, one after the other, without regard to racks.</summary>
    public ClusterBuilder Topic(string name, int partitions, int rf, long? sizeBytes = null)
    {
        var lists = new int[partitions][];
        for (var p = 0; p < partitions; p++)
        {
            lists[p] = [.. Enumerable.Range(0, rf).Select(r => _brokers[(_nextLeader + p + r) % _brokers.Count].Id)];
        }

        _nextLeader += partitions;
        Topic(name, lists);
        _topics[name].ForEach(partition => partition.Size = Size(sizeBytes));
        return this;
    }

    /// <summary>Adds a topic by the replica lists of its partitions 0, 1, ...; ids need not belong to listed brokers.</summary>
    public ClusterBuilder Topic(string name, params int[][] replicaLists)
    {
        _topics.Add(name, [.. replicaLists.Select(list => new PartitionSpec(list))]);
        return this;
    }

    /// <summary>Sets the leader of a partition.</summary>
    public ClusterBuilder Leader(string topic, int partition, int leader)
    {
        _topics[topic][partition].Leader = leader;
        return this;
    }

    /// <summary>Sets the leaders of a topic's partitions 0, 1, ...</summary>
    public ClusterBuilder Leaders(string topic, params int[] leaders)
    {
        for (var p = 0; p < leaders.Length; p++)
        {
            _topics[topic][p].Leader = leaders[p];
        }

        return this;
    }

    /// <summary>Sets the in-sync replicas of a partition.</summary>
    public ClusterBuilder Isr(string topic, int partition, params int[] isr)
    {
        _topics[topic][partition].Isr = isr;
        return this;
    }

    /// <summary>Sets the size of a partition.</summary>
    public ClusterBuilder Size(string topic, int partition, long sizeBytes)
    {
        _topics[topic][partition].Size = Size(sizeBytes);
        return this;
    }

    /// <summary>The cluster so far.</summary>
    public ClusterSnapshot Build()
    {
        var live = _brokers.Where(broker => !_dead.Contains(broker.Id)).OrderBy(broker => broker.Id).ToImmutableArray();
        var dead = _brokers.Where(broker => _dead.Contains(broker.Id)).OrderBy(broker => broker.Id).ToImmutableArray();
        var liveIds = live.Select(broker => broker.Id).ToHashSet();
        var topics = _topics.Select(
            topic => new TopicSnapshot(topic.Key, [.. topic.Value.Select((partition, p) => partition.Build(p, liveIds))]));
        return new ClusterSnapshot("test", live, dead, [.. topics]);
    }

    /// <summary>Where the live brokers sit, by the default pattern.</summary>
    public RackTopology BuildTopology() => TopologyResolver.Resolve(Build(), null);

    /// <summary>The request to plan this cluster.</summary>
    public PlanRequest BuildRequest(PlanOptions? options = null) => new(Build(), BuildTopology(), options ?? PlanOptions.Default);

    /// <summary>
    /// The rack of the broker with the number <paramref name="index"/> in a grid: walks diagonals, so that every cell gets its turn before
    /// one gets a second broker.
    /// </summary>
    internal static string GridRack(int index, int faultDomains, int updateDomains)
    {
        var cell = index % (faultDomains * updateDomains);
        return $"FD{cell % faultDomains}UD{((cell / faultDomains) + (cell % faultDomains)) % updateDomains}";
    }

    private ClusterBuilder SetRacks(Func<int, string?> rackOf)
    {
        for (var i = 0; i < _brokers.Count; i++)
        {
            _brokers[i] = _brokers[i] with { Rack = rackOf(i) };
        }

        return this;
    }

    private static DataSize Size(long? bytes) => bytes is { } known ? DataSize.FromBytes(known) : DataSize.Unknown;

    private sealed class PartitionSpec(int[] replicas)
    {
        public int? Leader { get; set; }

        public int[]? Isr { get; set; }

        public DataSize Size { get; set; }

        public PartitionSnapshot Build(int number, HashSet<int> live)
        {
            var alive = replicas.Where(live.Contains).ToArray();
            var isr = Isr ?? alive;
            var leader = Leader ?? (alive.Length > 0 ? alive[0] : PartitionSnapshot.NoLeader);
            var health = (isr.Length < replicas.Length ? PartitionHealth.UnderReplicated : 0)
                | (leader == PartitionSnapshot.NoLeader ? PartitionHealth.Leaderless : 0)
                | (alive.Length < replicas.Length ? PartitionHealth.OfflineReplica : 0);
            return new PartitionSnapshot(number, [.. replicas], leader, [.. isr], Size, health);
        }
    }
}
