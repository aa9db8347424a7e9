using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning;

/// <summary>Turns a request into the planner's arrays, and says which partitions are left alone and why.</summary>
internal static class ProblemBuilder
{
    /// <summary>Builds the model of <paramref name="request"/>.</summary>
    /// <exception cref="InputException">No broker is alive, or a broker that is to count as dead is not listed.</exception>
    public static PlanningProblem Build(PlanRequest request, List<PlanNote> notes)
    {
        var live = LiveBrokers(request);
        var indexOf = new Dictionary<int, int>(live.Length);
        for (var b = 0; b < live.Length; b++)
        {
            indexOf[live[b].Id] = b;
        }

        var (domains, domainCounts) = DomainIndices(request, live);
        var topics = request.Snapshot.Topics;
        var partitionCount = request.Snapshot.PartitionCount;
        var offsets = new int[partitionCount + 1];
        var topicOffsets = new int[topics.Length + 1];
        var slots = 0;
        var p = 0;
        for (var t = 0; t < topics.Length; t++)
        {
            foreach (var partition in topics[t].Partitions)
            {
                offsets[p++] = slots;
                slots += partition.Replicas.Length;
            }

            topicOffsets[t + 1] = p;
        }

        offsets[p] = slots;
        var replicas = new int[slots];
        var movable = new bool[partitionCount];
        var counted = new bool[partitionCount];
        var sizes = new long[partitionCount];
        var leftAlone = new LeftAlone();
        p = 0;
        foreach (var topic in topics)
        {
            var selected = request.Options.TopicFilter?.Invoke(topic.Name) ?? true;
            foreach (var partition in topic.Partitions)
            {
                var slot = offsets[p];
                var alive = 0;
                foreach (var id in partition.Replicas)
                {
                    var b = indexOf.GetValueOrDefault(id, PlanningProblem.Dead);
                    replicas[slot++] = b;
                    alive += b >= 0 ? 1 : 0;
                }

                counted[p] = alive > 0;
                sizes[p] = Math.Max(0, partition.SizeBytes);
                movable[p] = selected && leftAlone.MayMove(topic.Name, partition, alive, live, indexOf, request.Options.Aim);
                p++;
            }
        }

        leftAlone.AddNotes(notes, live.Length);
        var cordoned = live.Where(b => b.Cordoned).Select(b => b.Id).ToArray();
        if (cordoned.Length > 0)
        {
            notes.Add(new(PlanNoteKind.Warning, "cordoned", $"{(cordoned.Length == 1 ? "Broker" : "Brokers")} {string.Join(", ", cordoned.Take(8))}{(cordoned.Length > 8 ? ", ..." : "")} cordoned: nothing new goes there, what is there may stay."));
        }

        return new PlanningProblem
        {
            BrokerIds = Array.ConvertAll(live, b => b.Id),
            Domains = domains,
            DomainCounts = domainCounts,
            AcceptsNew = Array.ConvertAll(live, b => !b.Cordoned),
            Offsets = offsets,
            Replicas = replicas,
            Movable = movable,
            Counted = counted,
            Sizes = sizes,
            TopicOffsets = topicOffsets,
        };
    }

    private static Broker[] LiveBrokers(PlanRequest request)
    {
        var dead = request.Options.DeadBrokers.ToHashSet();
        var known = request.Snapshot.Brokers.Concat(request.Snapshot.DeadBrokers).Select(b => b.Id).ToHashSet();
        foreach (var id in dead.Order())
        {
            if (!known.Contains(id))
            {
                throw new InputException($"Broker {id} is to count as dead, but the cluster has no such broker. Perhaps it is one of {string.Join(", ", known.Order().Take(10))}.");
            }
        }

        var live = request.Snapshot.Brokers.Where(b => !dead.Contains(b.Id)).OrderBy(b => b.Id).ToArray();
        return live.Length > 0 ? live : throw new InputException("No broker is alive, so nothing can be planned. Perhaps too many brokers are named as dead.");
    }

    /// <summary>Dense domain indices in the order of the domains' names; an unknown domain is one more, shared domain of its dimension.</summary>
    private static (int[][] Domains, int[] Counts) DomainIndices(PlanRequest request, Broker[] live)
    {
        var byBroker = request.Topology.Brokers.ToDictionary(b => b.BrokerId, b => b.Domains);
        var dimensions = request.Topology.Dimensions.Length;
        var domains = new int[dimensions][];
        var counts = new int[dimensions];
        for (var d = 0; d < dimensions; d++)
        {
            var names = Array.ConvertAll(live, b => byBroker.TryGetValue(b.Id, out var all) ? all[d] : null);
            var index = names.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select((name, i) => (name, i)).ToDictionary(x => x.name, x => x.i, StringComparer.Ordinal);
            domains[d] = Array.ConvertAll(names, name => name is null ? index.Count : index[name]);
            counts[d] = domains[d].Max() + 1;
        }

        return (domains, counts);
    }

    /// <summary>Counts the partitions that no plan may touch, by reason.</summary>
    private sealed class LeftAlone
    {
        private readonly List<string> _noLiveReplica = [];
        private readonly List<string> _noLeader = [];
        private readonly SortedDictionary<int, int> _aboveBrokers = [];
        private readonly List<string> _cordoned = [];
        private readonly List<string> _tooLarge = [];

        public bool MayMove(string topic, PartitionSnapshot partition, int alive, Broker[] live, Dictionary<int, int> indexOf, PlanAim aim)
        {
            if (alive == 0)
            {
                _noLiveReplica.Add($"{topic}-{partition.Partition}");
                return false;
            }

            var inSync = partition.Isr.IsDefault ? partition.Replicas : partition.Isr;
            if (partition.Leader == PartitionSnapshot.NoLeader || !inSync.Any(indexOf.ContainsKey))
            {
                _noLeader.Add($"{topic}-{partition.Partition}");
                return false;
            }

            if (partition.Replicas.Length > live.Length && aim != PlanAim.Leaders)
            {
                _aboveBrokers[partition.Replicas.Length] = _aboveBrokers.GetValueOrDefault(partition.Replicas.Length) + 1;
                return false;
            }

            if (partition.Replicas.Length > ReplicaSetPricer.MaxReplicationFactor && aim != PlanAim.Leaders)
            {
                _tooLarge.Add($"{topic}-{partition.Partition}");
                return false;
            }

            if (aim != PlanAim.Leaders && IsShortOfBrokers(partition, live))
            {
                _cordoned.Add($"{topic}-{partition.Partition}");
                return false;
            }

            return true;
        }

        /// <summary>Whether too few brokers take the partition: those not cordoned, and those that hold it.</summary>
        private static bool IsShortOfBrokers(PartitionSnapshot partition, Broker[] live)
        {
            var usable = 0;
            foreach (var broker in live)
            {
                usable += !broker.Cordoned || partition.Replicas.Contains(broker.Id) ? 1 : 0;
                if (usable >= partition.Replicas.Length)
                {
                    return false;
                }
            }

            return true;
        }

        public void AddNotes(List<PlanNote> notes, int brokers)
        {
            if (_noLiveReplica.Count > 0)
            {
                notes.Add(new(PlanNoteKind.Warning, "no-live-replica", $"{Count(_noLiveReplica.Count)} without a live replica left alone: Kafka has nothing to copy from ({Examples(_noLiveReplica)})."));
            }

            if (_noLeader.Count > 0)
            {
                notes.Add(new(PlanNoteKind.Warning, "no-leader", $"{Count(_noLeader.Count)} without leader or live in-sync replica left alone ({Examples(_noLeader)})."));
            }

            if (_tooLarge.Count > 0)
            {
                notes.Add(new(PlanNoteKind.Warning, "rf-too-large", $"{Count(_tooLarge.Count)} left alone: their replication factor is above {ReplicaSetPricer.MaxReplicationFactor} ({Examples(_tooLarge)})."));
            }

            if (_cordoned.Count > 0)
            {
                notes.Add(new(PlanNoteKind.Warning, "rf-above-uncordoned", $"{Count(_cordoned.Count)} left alone: too few brokers are not cordoned for their replication factor ({Examples(_cordoned)})."));
            }

            foreach (var (rf, count) in _aboveBrokers)
            {
                notes.Add(new(PlanNoteKind.Warning, "rf-above-brokers", $"{Count(count)} of replication factor {rf} left alone: only {brokers} brokers are alive."));
            }
        }

        private static string Count(int count) => count == 1 ? "1 partition" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} partitions");

        private static string Examples(List<string> names) => string.Join(", ", names.Take(5)) + (names.Count > 5 ? ", ..." : "");
    }
}
