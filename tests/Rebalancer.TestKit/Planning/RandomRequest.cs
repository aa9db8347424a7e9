using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.TestKit.Planning;

/// <summary>What is asked of a random cluster; several may be asked at once.</summary>
[Flags]
public enum RequestKinds
{
    /// <summary>Nothing but the aim.</summary>
    None = 0,

    /// <summary>Brokers are gone.</summary>
    Dead = 1,

    /// <summary>Brokers are to end empty.</summary>
    Drain = 2,

    /// <summary>Brokers are given nothing new.</summary>
    Cordon = 4,

    /// <summary>Only some brokers receive.</summary>
    OnlyTo = 8,

    /// <summary>Brokers are left alone.</summary>
    Exclude = 16,

    /// <summary>Partitions never move, topics are not selected.</summary>
    Pin = 32,

    /// <summary>Topics are to have more replicas.</summary>
    Raise = 64,

    /// <summary>Topics are to have fewer replicas.</summary>
    Lower = 128,

    /// <summary>The partitions of a topic differ in their replication factor, and are to have one.</summary>
    Mend = 256,

    /// <summary>Topics live on some brokers only.</summary>
    BrokerSets = 512,

    /// <summary>Copies are limited in number.</summary>
    MaxMoves = 1024,

    /// <summary>Copies are limited in bytes.</summary>
    MaxBytes = 2048,

    /// <summary>Changes of leaders are limited.</summary>
    MaxLeaderChanges = 4096,

    /// <summary>Only what must move.</summary>
    Repair = 8192,

    /// <summary>Replicas are out of sync.</summary>
    OutOfSync = 16384,

    /// <summary>Equal loads win over the spread.</summary>
    PreferBalance = 32768,
}

/// <summary>Small random clusters and what is asked of them, from a seed.</summary>
public static class RandomRequest
{
    /// <summary>A request; null where the seed asks for what cannot be.</summary>
    /// <param name="seed">The seed; the same seed gives the same request.</param>
    /// <param name="kinds">What is asked.</param>
    /// <param name="brokers">Brokers, those included that are dead or to end empty.</param>
    /// <param name="partitions">Partitions.</param>
    /// <param name="maxReplicationFactor">The largest replication factor.</param>
    public static PlanRequest Create(int seed, RequestKinds kinds, int brokers, int partitions, int maxReplicationFactor)
    {
        var random = new DeterministicRandom((ulong)seed);
        bool Has(RequestKinds kind) => (kinds & kind) != 0;
        bool Chance(int one) => random.Next(one) == 0;

        var ids = Enumerable.Range(1, brokers).ToList();
        int[] Take(int most)
        {
            var taken = new List<int>();
            for (var n = 1 + random.Next(Math.Max(1, most)); n > 0 && ids.Count > 2; n--)
            {
                var at = random.Next(ids.Count);
                taken.Add(ids[at]);
                ids.RemoveAt(at);
            }

            return [.. taken];
        }

        var unlisted = Has(RequestKinds.Dead) && Chance(3) ? Take(1) : [];
        var listedDead = Has(RequestKinds.Dead) && !Chance(3) ? Take(1) : [];
        var namedDead = Has(RequestKinds.Dead) && Chance(3) ? Take(1) : [];
        var draining = Has(RequestKinds.Drain) ? Take(brokers / 4) : [];
        var excluded = Has(RequestKinds.Exclude) ? Take(brokers / 4) : [];
        var members = ids.ToArray();
        var onlyTo = Has(RequestKinds.OnlyTo) ? members.Where(_ => !Chance(2)).DefaultIfEmpty(members[0]).ToArray() : null;
        var cordoned = Has(RequestKinds.Cordon) ? Take(brokers / 2).Where(id => onlyTo?.Contains(id) != true).ToArray() : [];
        var cordonedByKafka = Has(RequestKinds.Cordon) && Chance(3) ? cordoned : [];

        var racks = (int[])[random.Between(1, 3), random.Between(1, 3)];
        var shape = random.Next(4);
        string? Rack() => shape switch
        {
            0 => null,
            1 => $"r{random.Next(racks[0] + 1)}",
            _ => $"FD{random.Next(racks[0])}UD{random.Next(racks[1])}",
        };
        var all = Enumerable.Range(1, brokers)
            .Select(id => new Broker(id, $"b{id}", Rack()) { Cordoned = cordonedByKafka.Contains(id) }).ToArray();

        // Brokers of the lower numbers are fuller; the last ones may be new and empty.
        var skew = random.Next(3);
        var occupied = Math.Max(Math.Min(brokers, maxReplicationFactor), brokers - random.Next(3));
        int Pick()
        {
            var b = random.Next(occupied);
            for (var k = 0; k < skew; k++)
            {
                b = Math.Min(b, random.Next(occupied));
            }

            return b + 1;
        }

        var topics = new List<TopicSnapshot>();
        var pins = new HashSet<TopicPartition>();
        var unselected = new HashSet<string>();
        var wanted = new Dictionary<string, int>();
        var sets = new Dictionary<string, ImmutableArray<int>>();
        var left = partitions;
        for (var t = 0; left > 0; t++)
        {
            var name = $"t{t}";
            var size = Math.Min(left, 1 + random.Next(Math.Max(2, partitions / 2)));
            left -= size;
            var factor = 1 + random.Next(Math.Min(maxReplicationFactor, occupied));
            var list = new List<PartitionSnapshot>();
            for (var p = 0; p < size; p++)
            {
                var count = Has(RequestKinds.Mend) ? 1 + random.Next(Math.Min(maxReplicationFactor, occupied)) : factor;
                var replicas = new List<int>();
                while (replicas.Count < count)
                {
                    if (Pick() is var id && !replicas.Contains(id))
                    {
                        replicas.Add(id);
                    }
                }

                list.Add(Partition(p, replicas));
                if (Has(RequestKinds.Pin) && Chance(5))
                {
                    pins.Add(new(name, p));
                }
            }

            topics.Add(new(name, [.. list]));
            if (Has(RequestKinds.Pin) && Chance(5))
            {
                unselected.Add(name);
            }

            var judged = brokers - unlisted.Length - listedDead.Length - namedDead.Length - draining.Length;
            var change = random.Between(1, 2);
            wanted[name] = Math.Min(judged, Has(RequestKinds.Mend) ? 1 + random.Next(Math.Min(maxReplicationFactor, judged))
                : Has(RequestKinds.Raise) && (!Has(RequestKinds.Lower) || Chance(2)) ? factor + change
                : Has(RequestKinds.Lower) ? Math.Max(1, factor - change)
                : factor);
            if (Has(RequestKinds.BrokerSets) && Chance(2))
            {
                var alive = Enumerable.Range(1, brokers).Except([.. unlisted, .. listedDead, .. namedDead]);
                if (alive.Where(_ => !Chance(3)).ToImmutableArray() is { IsEmpty: false } set)
                {
                    sets[name] = set;
                }
            }
        }

        PartitionSnapshot Partition(int number, List<int> replicas)
        {
            var alive = replicas.Where(id => !unlisted.Contains(id) && !listedDead.Contains(id)).ToArray();
            var isr = alive.Where((_, i) => !Has(RequestKinds.OutOfSync) || !Chance(3)).ToArray();
            if (isr.Length == 0 && alive.Length > 0)
            {
                isr = [alive[random.Next(alive.Length)]];
            }

            var size = DataSize.FromBytes(Has(RequestKinds.MaxBytes) ? random.Next(4) : 1);
            return new(number, [.. replicas], isr.FirstOrDefault(PartitionSnapshot.NoLeader), [.. isr], size, 0);
        }

        var snapshot = new ClusterSnapshot(
            "random",
            [.. all.Where(b => !unlisted.Contains(b.Id) && !listedDead.Contains(b.Id))],
            [.. all.Where(b => listedDead.Contains(b.Id))],
            [.. topics]);
        var changesFactor = Has(RequestKinds.Raise | RequestKinds.Lower | RequestKinds.Mend);
        var options = PlanOptions.Default with
        {
            Aim = Has(RequestKinds.Repair) ? PlanAim.Repair : PlanAim.Balance,
            Spread = Has(RequestKinds.PreferBalance) ? SpreadPolicy.Preferred : SpreadPolicy.Required,
            Roles = new GivenRoles
            {
                Dead = [.. namedDead],
                Draining = [.. draining],
                Cordoned = [.. cordoned.Except(cordonedByKafka)],
                Excluded = [.. excluded],
                OnlyTo = onlyTo is null ? null : [.. onlyTo],
            },
            TopicFilter = unselected.Count == 0 ? null : name => !unselected.Contains(name),
            PinFilter = pins.Count == 0 ? null : pins.Contains,
            ReplicationFactorOf = changesFactor ? name => wanted[name] : null,
            BrokersOf = sets.Count == 0 ? null : name => sets.TryGetValue(name, out var set) ? set : null,
            Budget = new MoveBudget(
                Has(RequestKinds.MaxMoves) ? random.Next((partitions / 2) + 2) : null,
                Has(RequestKinds.MaxBytes) ? random.Next(partitions + 2) : null,
                Has(RequestKinds.MaxLeaderChanges) ? random.Next((partitions / 2) + 2) : null),
            TimeLimit = TimeSpan.FromMinutes(10),
        };
        return new(snapshot, TopologyResolver.Resolve(snapshot, null), options);
    }
}
