using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;

namespace Rebalancer.TestKit;

/// <summary>
/// Small clusters in any state with any options: roles, wanted replication factors, pins, topics left out, broker sets, limits and
/// replacements, alone and together. Some requests cannot be: the planner refuses them.
/// </summary>
public static class OddRequest
{
    private const int FirstId = 1001;

    /// <summary>The request of one seed; the same on every machine.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="maxPartitions">Partitions of the cluster at most.</param>
    public static PlanRequest Create(ulong seed, int maxPartitions = 24)
    {
        var random = new DeterministicRandom(seed);
        var snapshot = CreateSnapshot(random, maxPartitions, $"odd-{seed}");
        var topology = TopologyResolver.Resolve(snapshot);
        return new(snapshot, topology, random.Chance(15) ? Replacing(random, snapshot) : CreateOptions(random, snapshot));
    }

    private static ClusterSnapshot CreateSnapshot(DeterministicRandom random, int maxPartitions, string id)
    {
        var count = random.Between(3, 10);
        var (faultDomains, updateDomains, kind) = (random.Between(1, 4), random.Between(1, 4), random.Next(6));
        var brokers = Enumerable.Range(FirstId, count).Select(b => new Broker(b, $"host{b}", kind switch
        {
            0 => null,
            1 => $"r{random.Next(faultDomains)}",
            _ => random.Chance(3) ? null : $"FD{random.Next(faultDomains)}UD{random.Next(updateDomains)}",
        })
        { Cordoned = random.Chance(4) }).ToArray();
        var dead = random.Chance(25)
            ? random.Pick<int>([.. brokers.Select(b => b.Id)], random.Between(1, Math.Max(1, count - 3))).ToHashSet() : [];
        var left = random.Between(1, maxPartitions);
        var topics = ImmutableArray.CreateBuilder<TopicSnapshot>();
        var most = Math.Min(count, random.Between(1, 5));
        while (left > 0)
        {
            var partitions = random.Between(1, left);
            left -= partitions;
            topics.Add(new TopicSnapshot(
                $"t{topics.Count:D2}", [.. Enumerable.Range(0, partitions).Select(p => Partition(random, p, brokers, dead, most))])
            {
                HasPlacementConstraints = random.Chance(3),
            });
        }

        return new ClusterSnapshot(
            id, [.. brokers.Where(b => !dead.Contains(b.Id))], [.. brokers.Where(b => dead.Contains(b.Id))], topics.ToImmutable());
    }

    private static PartitionSnapshot Partition(DeterministicRandom random, int number, Broker[] brokers, HashSet<int> dead, int most)
    {
        var used = random.Chance(30) ? Math.Max(most, brokers.Length / 2) : brokers.Length;
        var replicas = random.Pick<int>([.. brokers.Take(used).Select(b => b.Id)], random.Chance(70) ? most : random.Between(1, most));
        var live = replicas.Where(id => !dead.Contains(id)).ToArray();
        var isr = live.Where(_ => random.Chance(85)).ToArray();
        var leader = isr.Length > 0 ? isr[0] : live.Length > 0 && random.Chance(80) ? live[0] : PartitionSnapshot.NoLeader;
        var size = random.Chance(10) ? DataSize.Unknown : DataSize.FromBytes(random.Next(1_000));
        return new PartitionSnapshot(number, [.. replicas], leader, random.Chance(40) ? default : [.. isr], size);
    }

    private static PlanOptions CreateOptions(DeterministicRandom random, ClusterSnapshot snapshot)
    {
        var aim = random.Chance(60) ? PlanAim.Balance : random.Chance(70) ? PlanAim.Repair : PlanAim.Leaders;
        var (brokers, topics) = (Ids(snapshot), snapshot.Topics.Select(t => t.Name).ToArray());
        var selected = random.Chance(25) ? Some(random, topics).ToHashSet(StringComparer.Ordinal) : null;
        var pinned = random.Chance(20)
            ? snapshot.Topics.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Name, p.Partition)))
                .Where(_ => random.Chance(30)).ToHashSet()
            : null;
        var factors = random.Chance(30)
            ? topics.Where(_ => random.Chance(70)).ToDictionary(t => t, _ => random.Between(1, 5), StringComparer.Ordinal) : null;
        var sets = random.Chance(15)
            ? topics.Where(_ => random.Chance(60))
                .ToDictionary(t => t, _ => Some(random, brokers).ToImmutableArray(), StringComparer.Ordinal)
            : null;
        return new PlanOptions
        {
            Aim = aim,
            Solver = random.Chance(70) ? SolverChoice.Auto : random.Chance(50) ? SolverChoice.Fast : SolverChoice.CpSat,
            Spread = random.Chance(85) ? SpreadPolicy.Required : SpreadPolicy.Preferred,
            TimeLimit = TimeSpan.FromSeconds(5),
            TopicFilter = selected is null ? null : selected.Contains,
            PinFilter = pinned is null ? null : pinned.Contains,
            ReplicationFactorOf = factors is null ? null : topic => factors.TryGetValue(topic, out var factor) ? factor : null,
            BrokersOf = sets is null ? null : topic => sets.TryGetValue(topic, out var set) ? set : null,
            Roles = random.Chance(60) ? Roles(random, snapshot) : GivenRoles.None,
            Budget = random.Chance(35) ? Limits(random) : MoveBudget.Unlimited,
        };
    }

    private static PlanOptions Replacing(DeterministicRandom random, ClusterSnapshot snapshot)
    {
        var live = random.Pick<int>(Ids(snapshot), snapshot.Brokers.Length);
        var old = random.Chance(40) && !snapshot.DeadBrokers.IsEmpty ? [snapshot.DeadBrokers[0].Id]
            : live.Take(random.Between(1, Math.Max(1, live.Length / 3))).ToArray();
        return new PlanOptions
        {
            Replacements = [.. old.Zip(live.Reverse()).Where(x => x.First != x.Second)
                .Select(x => new BrokerReplacement(x.First, x.Second))],
            Roles = random.Chance(20) ? Roles(random, snapshot) : GivenRoles.None,
        };
    }

    private static GivenRoles Roles(DeterministicRandom random, ClusterSnapshot snapshot)
    {
        var roles = Ids(snapshot)
            .ToDictionary(id => id, _ => random.Chance(60) ? BrokerRole.Member : BrokerRole.All[random.Next(BrokerRole.All.Length)]);
        ImmutableArray<int> In(BrokerRole role) => [.. roles.Where(r => r.Value == role).Select(r => r.Key)];
        return new GivenRoles
        {
            Dead = In(BrokerRole.Dead),
            Draining = In(BrokerRole.Draining),
            Cordoned = In(BrokerRole.Cordoned),
            Excluded = In(BrokerRole.Excluded),
            OnlyTo = random.Chance(20) ? In(BrokerRole.Member) : null,
        };
    }

    private static MoveBudget Limits(DeterministicRandom random) => new(
        random.Chance(60) ? random.Next(12) : null,
        random.Chance(35) ? random.Next(5_000) : null,
        random.Chance(25) ? random.Next(8) : null);

    private static int[] Ids(ClusterSnapshot snapshot) => [.. snapshot.Brokers.Select(b => b.Id)];

    private static T[] Some<T>(DeterministicRandom random, T[] all) => random.Pick<T>(all, random.Between(1, all.Length));
}
