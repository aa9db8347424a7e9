using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.TestKit.Planning.Oracle;

/// <summary>Writes down for every partition of a request each set of brokers that it may end with, from the definitions alone.</summary>
/// <remarks>
/// For small clusters: sets are listed one by one. Without a limit on what may change every partition ends with its wanted number of
/// replicas on brokers that
/// may have them, and in sync with one that was, where its replication factor is lowered. With a limit it may also stay as it is, keep
/// replicas on draining
/// brokers, or be short of a raised replication factor; a list that changes keeps nothing on a dead broker.
/// </remarks>
internal sealed class RequestReader
{
    private readonly PlanRequest _request;
    private readonly PlanOptions _options;
    private readonly HashSet<int> _live;
    private readonly HashSet<int> _dead;
    private readonly HashSet<int> _draining;
    private readonly int[] _judged;
    private readonly Dictionary<int, int> _indexOf;
    private readonly HashSet<int> _receivers;
    private readonly HashSet<int> _excluded;
    private readonly SpreadMeasure _spread;

    private RequestReader(PlanRequest request)
    {
        _request = request;
        _options = request.Options;
        var roles = _options.Roles;
        _live = [.. request.Snapshot.Brokers.Select(b => b.Id)];
        _dead = [.. request.Snapshot.DeadBrokers.Select(b => b.Id), .. roles.Dead];
        _draining = [.. roles.Draining];
        _judged = [.. _live.Where(id => !_dead.Contains(id) && !_draining.Contains(id)).Order()];
        _indexOf = _judged.Select((id, i) => (id, i)).ToDictionary(x => x.id, x => x.i);
        _excluded = [.. roles.Excluded];
        var cordoned = request.Snapshot.Brokers.Where(b => b.Cordoned).Select(b => b.Id).Concat(roles.Cordoned).ToHashSet();
        _receivers = [.. _judged.Where(id => !_excluded.Contains(id) && !cordoned.Contains(id) && roles.OnlyTo?.Contains(id) != false)];
        var domains = request.Topology.Brokers.ToDictionary(b => b.BrokerId, b => b.Domains);
        string DomainOf(int id, int d) => domains[id][d] ?? "(unknown)";
        _spread = new(
            [.. request.Topology.Dimensions.Select((_, d) => _judged.Select(id => DomainOf(id, d)).Distinct().Count())], DomainOf);
    }

    /// <summary>Whether a limit may end the plan before every partition has all that it should.</summary>
    private bool IsLimited => !_options.Budget.IsUnlimited;

    /// <summary>The request as a list of choices.</summary>
    public static OracleProblem Read(PlanRequest request) => new RequestReader(request).Read();

    private OracleProblem Read()
    {
        var (replicas, leaders) = (new int[_judged.Length], new int[_judged.Length]);
        var partitions = new List<OraclePartition>();
        foreach (var topic in _request.Snapshot.Topics)
        {
            var selected = _options.TopicFilter?.Invoke(topic.Name) ?? true;
            foreach (var partition in topic.Partitions)
            {
                var name = new TopicPartition(topic.Name, partition.Partition);
                var mayChange = selected && _options.PinFilter?.Invoke(name) != true && HasSource(partition);
                if (!mayChange || Choices(topic.Name, partition) is not { Length: > 0 } choices)
                {
                    CountFixed(partition, replicas, leaders);
                    continue;
                }

                partitions.Add(new(name.ToString(), choices, Index(partition.Replicas[0]), partition.Size.BytesOrZero));
            }
        }

        return new(_judged.Length, replicas, leaders, partitions, Order, _options.Budget);
    }

    private OracleOrder Order =>
        _options.Aim == PlanAim.Repair ? OracleOrder.Repair
        : _options.Spread == SpreadPolicy.Preferred ? OracleOrder.PreferBalance
        : OracleOrder.Balance;

    private bool IsSource(int id) => _live.Contains(id) && !_dead.Contains(id);

    /// <summary>
    /// Whether there is a leader, and a live replica that others can be copied from; one that is in sync counts although it is called dead.
    /// </summary>
    private bool HasSource(PartitionSnapshot partition) =>
        partition.Leader != PartitionSnapshot.NoLeader
        && partition.Replicas.Any(id => IsSource(id) || (_live.Contains(id) && partition.Isr.Contains(id)))
        && partition.Isr.Any(id => IsSource(id) || _live.Contains(id));

    private void CountFixed(PartitionSnapshot partition, int[] replicas, int[] leaders)
    {
        foreach (var id in partition.Replicas.Where(_indexOf.ContainsKey))
        {
            replicas[_indexOf[id]]++;
        }

        if (partition.Replicas.FirstOrDefault(IsSource, -1) is var leader && _indexOf.TryGetValue(leader, out var index))
        {
            leaders[index]++;
        }
    }

    /// <summary>The sets that the partition may end with; none where it must be left alone.</summary>
    private OracleChoice[] Choices(string topic, PartitionSnapshot partition)
    {
        if (_options.Aim == PlanAim.Leaders)
        {
            return partition.Replicas.Any(_indexOf.ContainsKey)
                ? [Measure(topic, partition, [.. partition.Replicas], partition.Replicas.Length, 0)]
                : [];
        }

        var wanted = _options.ReplicationFactorOf?.Invoke(topic) ?? partition.Replicas.Length;
        var within = _options.BrokersOf?.Invoke(topic);
        bool IsWithin(int id) => within?.Contains(id) != false;
        var receivers = _receivers.Where(IsWithin).Except(partition.Replicas).ToArray();
        var forced = partition.Replicas.Where(_excluded.Contains).ToArray();
        var kept = partition.Replicas.Where(id => _indexOf.ContainsKey(id) && (IsWithin(id) || _excluded.Contains(id))).ToArray();
        var inSync = wanted < partition.Replicas.Length ? kept.Intersect(partition.Isr).ToArray() : [];
        bool IsAllowed(int[] set) => forced.All(set.Contains) && (inSync.Length == 0 || inSync.Any(set.Contains));

        var full = Subsets([.. kept, .. receivers], wanted).Where(IsAllowed).ToArray();
        if (full.Length == 0)
        {
            return [];
        }

        var best = full.Min(set => _spread.Of(set, wanted));
        var isAsGood = full.Any(set => set.Order().SequenceEqual(partition.Replicas.Order()) && _spread.Of(set, wanted) == best);
        if (_options.Aim == PlanAim.Repair && isAsGood)
        {
            return [];
        }

        if (!IsLimited)
        {
            var asked = full.Where(set => Order == OracleOrder.PreferBalance || _spread.Of(set, wanted) == best);
            return [.. asked.Select(set => Measure(topic, partition, set, wanted, best.MissingDomains))];
        }

        var choices = new Dictionary<string, OracleChoice>();
        foreach (var set in Partial(partition, wanted, kept, receivers).Where(IsAllowed).Append([.. partition.Replicas]))
        {
            var choice = Measure(topic, partition, set, wanted, best.MissingDomains);
            choices.TryAdd(choice.Key, choice);
        }

        return [.. choices.Values];
    }

    /// <summary>
    /// Changed lists where a limit may end the change early: replicas may stay on brokers that they are to leave, a raised replication
    /// factor may be short.
    /// </summary>
    private IEnumerable<int[]> Partial(PartitionSnapshot partition, int wanted, int[] kept, int[] receivers)
    {
        var leaving = partition.Replicas.Where(id => _draining.Contains(id) || (_indexOf.ContainsKey(id) && !kept.Contains(id))).ToArray();
        for (var size = Math.Min(wanted, partition.Replicas.Length); size <= wanted; size++)
        {
            foreach (var set in Subsets([.. kept, .. leaving, .. receivers], size))
            {
                yield return set;
            }
        }
    }

    private OracleChoice Measure(string topic, PartitionSnapshot partition, int[] set, int wanted, int bestMissing)
    {
        var (missing, excess) = _spread.Of([.. set.Where(IsSource)], wanted);
        var within = _options.BrokersOf?.Invoke(topic);
        var stays = set.Order().SequenceEqual(partition.Replicas.Order());
        return new(
            [.. set.Order()],
            [.. set.Where(_indexOf.ContainsKey).Select(Index).Order()],
            set.Count(id => !_indexOf.ContainsKey(id) || (within?.Contains(id) == false && !_excluded.Contains(id))),
            Math.Abs(wanted - set.Length),
            Math.Max(missing, bestMissing),
            excess,
            set.Count(id => !partition.Replicas.Contains(id)),
            !stays && (!set.Contains(partition.Replicas[0]) || (Index(partition.Replicas[0]) < 0 && set.Any(_indexOf.ContainsKey))));
    }

    private int Index(int id) => _indexOf.GetValueOrDefault(id, -1);

    private static IEnumerable<int[]> Subsets(int[] from, int size)
    {
        if (size > from.Length)
        {
            yield break;
        }

        if (size == 0)
        {
            yield return [];
            yield break;
        }

        foreach (var rest in Subsets(from[1..], size - 1))
        {
            yield return [from[0], .. rest];
        }

        foreach (var rest in Subsets(from[1..], size))
        {
            yield return rest;
        }
    }
}
