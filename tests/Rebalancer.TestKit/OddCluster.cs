using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Topology;

namespace Rebalancer.TestKit;

/// <summary>
/// Small clusters with everything that is odd: missing cells, one or no rack dimension, mixed replication factors, piled-up starts, dead,
/// new and cordoned brokers.
/// </summary>
public static class OddCluster
{
    /// <summary>The request of one seed; the same on every machine.</summary>
    public static PlanRequest Create(ulong seed, PlanOptions options)
    {
        var random = new DeterministicRandom(seed);
        var brokerCount = random.Between(3, 14);
        var (faultDomains, updateDomains) = (random.Between(1, 5), random.Between(1, 5));
        var racks = random.Next(6);
        var brokers = Enumerable.Range(1, brokerCount).Select(id => new Broker(id, $"host{id}", racks switch
        {
            0 => null,
            1 => $"r{random.Next(faultDomains)}",
            _ => $"FD{random.Next(faultDomains)}UD{random.Next(updateDomains)}",
        })
        { Cordoned = seed % 5 == 0 && random.Chance(20) }).ToArray();
        var dead = random.Chance(30) && brokerCount > 4 ? random.Between(1, brokerCount - 3) : 0;
        var most = Math.Min(brokerCount - dead, random.Between(1, 5));
        var least = random.Between(1, most);
        var used = random.Between(Math.Max(2, most), brokerCount);
        var partitions = Enumerable.Range(0, random.Between(3, 60)).Select(p =>
        {
            var replicas = random.Pick<int>([.. brokers.Take(used).Select(b => b.Id)], random.Between(least, most));
            return new PartitionSnapshot(p, [.. replicas], replicas[0], default, DataSize.FromBytes(random.Next(1_000)));
        });
        var deadIds = random.Pick<int>([.. brokers.Select(b => b.Id)], dead);
        var snapshot = new ClusterSnapshot(
            $"odd-{seed}",
            [.. brokers.Where(b => !deadIds.Contains(b.Id))],
            [.. brokers.Where(b => deadIds.Contains(b.Id))],
            [new TopicSnapshot("t", [.. partitions])]);
        return new(snapshot, TopologyResolver.Resolve(snapshot), options);
    }
}
