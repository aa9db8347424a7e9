using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.TestKit;

namespace Rebalancer.Swarm.Planning;

/// <summary>A random cluster and a random wish: roles, replication factors, budgets, odd racks, every option.</summary>
internal static class PlanningDraw
{
    /// <summary>How long planning may take.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    public static PlanRequest From(DeterministicRandom random)
    {
        var snapshot = Snapshot(random);
        return new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot), Options(random, snapshot));
    }

    private static ClusterSnapshot Snapshot(DeterministicRandom random)
    {
        var count = random.Between(1, random.Chance(80) ? 8 : 24);
        var racks = random.Next(5);
        var (faultDomains, updateDomains) = (random.Between(1, 5), random.Between(1, 5));
        ImmutableArray<Broker> brokers = [.. Enumerable.Range(1, count).Select(id => new Broker(id, $"host-{id}", racks switch
        {
            0 => null,
            1 => $"zone-{random.Next(faultDomains)}",
            2 => $"FD{random.Next(faultDomains)}UD{random.Next(updateDomains)}",
            _ => $"FD{id % faultDomains}UD{id / faultDomains % updateDomains}",
        }))];
        var known = brokers.Select(b => b.Id).Concat(Enumerable.Range(101, random.Chance(30) ? random.Between(1, 3) : 0)).ToArray();
        var most = random.Chance(85) ? 20 : 120;
        ImmutableArray<TopicSnapshot> topics =
        [
            .. Enumerable.Range(0, random.Between(1, 5)).Select(t => Topic(random, $"topic-{t}", random.Between(1, most), brokers, known)),
        ];
        return new ClusterSnapshot(null, brokers, [], topics);
    }

    private static TopicSnapshot Topic(DeterministicRandom random, string name, int partitions, ImmutableArray<Broker> brokers, int[] known)
    {
        var factor = random.Between(1, Math.Min(4, known.Length));
        var isMixed = random.Chance(15);
        var isCrowded = random.Chance(40);
        var pool = isCrowded ? known[..Math.Max(factor, known.Length / 2)] : known;
        var live = brokers.Select(b => b.Id).ToHashSet();
        return new TopicSnapshot(name, [.. Enumerable.Range(0, partitions).Select(p =>
        {
            var replicas = random.Pick<int>(pool, isMixed ? random.Between(1, factor) : factor).ToImmutableArray();
            ImmutableArray<int> isr = [.. replicas.Where(b => live.Contains(b) && !random.Chance(3))];
            var leader = isr.IsEmpty ? PartitionSnapshot.NoLeader : isr[0];
            var size = random.Chance(80) ? DataSize.FromBytes(random.Next(2_000_000) * 1000L) : DataSize.Unknown;
            return new PartitionSnapshot(p, replicas, leader, isr, size);
        })]);
    }

    private static PlanOptions Options(DeterministicRandom random, ClusterSnapshot snapshot)
    {
        var live = snapshot.Brokers.Select(b => b.Id).ToArray();
        var options = PlanOptions.Default with
        {
            Aim = random.Next(6) switch { 0 => PlanAim.Leaders, 1 or 2 => PlanAim.Repair, _ => PlanAim.Balance },
            Solver = random.Next(5) switch { 0 => SolverChoice.Fast, _ => SolverChoice.Auto },
            Spread = random.Chance(25) ? SpreadPolicy.Preferred : SpreadPolicy.Required,
            TimeLimit = TimeLimit,
        };
        if (random.Chance(40))
        {
            options = options with { Roles = Roles(random, live) };
        }

        if (random.Chance(20))
        {
            var left = random.Next(5);
            options = options with { TopicFilter = topic => topic != $"topic-{left}" };
        }

        if (random.Chance(10))
        {
            var pinned = random.Between(2, 5);
            options = options with { PinFilter = p => p.Partition % pinned == 0 };
        }

        if (random.Chance(20) && options.Aim != PlanAim.Leaders)
        {
            var (topic, factor) = ($"topic-{random.Next(5)}", random.Between(1, 4));
            options = options with { ReplicationFactorOf = t => t == topic ? factor : null };
        }

        if (random.Chance(10))
        {
            ImmutableArray<int> some = [.. random.Pick<int>(live, random.Between(1, live.Length)).Order()];
            var topic = $"topic-{random.Next(5)}";
            options = options with { BrokersOf = t => t == topic ? some : null };
        }

        if (random.Chance(30))
        {
            options = options with
            {
                Budget = new MoveBudget(
                    random.Chance(60) ? random.Next(40) : null, random.Chance(30) ? random.Next(20_000) * 1_000_000L
                        : null, random.Chance(30) ? random.Next(20) : null),
            };
        }
        else if (random.Chance(8) && options.Aim == PlanAim.Balance)
        {
            options = options with { Force = true };
        }

        return options;
    }

    private static GivenRoles Roles(DeterministicRandom random, int[] live)
    {
        List<int>[] roles = [[], [], [], []];
        foreach (var broker in live)
        {
            if (random.Chance(30))
            {
                roles[random.Next(4)].Add(broker);
            }
        }

        var rest = live.Except(roles.SelectMany(r => r)).ToArray();
        return new GivenRoles
        {
            Dead = [.. roles[0]],
            Draining = [.. roles[1]],
            Cordoned = [.. roles[2]],
            Excluded = [.. roles[3]],
            OnlyTo = random.Chance(15) && rest.Length > 0 ? [.. random.Pick<int>(rest, random.Between(1, rest.Length)).Order()] : null,
        };
    }
}
