using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Planning;

/// <summary>Turns a request into a problem, and says which partitions are left alone and why.</summary>
internal sealed class ProblemBuilder
{
    private readonly PlanRequest _request;
    private readonly BrokerRoles _roles;
    private readonly LeftAlone _leftAlone;
    private readonly Broker[] _brokers;
    private readonly int _judged;
    private readonly BrokerIndex _indexOf;
    private readonly List<bool[]> _brokerSets = [];
    private readonly Dictionary<string, int> _brokerSetIndex = new(StringComparer.Ordinal);

    private ProblemBuilder(PlanRequest request, BrokerRoles roles, LeftAlone leftAlone)
    {
        _request = request;
        _roles = roles;
        _leftAlone = leftAlone;
        var live = request.Snapshot.Brokers.Where(b => roles.Of(b.Id) != BrokerRole.Dead).ToArray();
        _brokers = [
            .. live.Where(b => !roles.Of(b.Id).IsLeaving).OrderBy(b => b.Id),
            .. live.Where(b => roles.Of(b.Id).IsLeaving).OrderBy(b => b.Id)
        ];
        _judged = live.Count(b => !roles.Of(b.Id).IsLeaving);
        _indexOf = new(Array.ConvertAll(_brokers, b => b.Id));
    }

    /// <summary>Builds the problem of <paramref name="request"/>.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="roles">Who has which role.</param>
    /// <param name="leftAlone">Told of every partition that no plan may touch.</param>
    /// <exception cref="InputException">A wanted replication factor or a topic's brokers cannot be.</exception>
    public static PlanningProblem Build(PlanRequest request, BrokerRoles roles, LeftAlone leftAlone) =>
        new ProblemBuilder(request, roles, leftAlone).Build();

    private PlanningProblem Build()
    {
        var topics = _request.Snapshot.Topics;
        var partitionCount = _request.Snapshot.PartitionCount;
        var offsets = new int[partitionCount + 1];
        var held = new int[partitionCount];
        var wanted = new int[partitionCount];
        var topicOffsets = new int[topics.Length + 1];
        var brokerSetOf = _request.Options.BrokersOf is null ? null : new int[partitionCount];
        var lowers = false;
        var p = 0;
        for (var t = 0; t < topics.Length; t++)
        {
            var selected = IsSelected(topics[t]);
            var factor = selected ? WantedFactor(topics[t].Name) : null;
            var set = brokerSetOf is null || !selected ? -1 : BrokerSet(topics[t].Name);
            foreach (ref readonly var partition in topics[t].Partitions.AsSpan())
            {
                held[p] = partition.Replicas.Length;
                wanted[p] = IsPinned(topics[t].Name, partition.Partition) ? partition.Replicas.Length : factor ?? partition.Replicas.Length;
                lowers |= wanted[p] < partition.Replicas.Length;
                offsets[p + 1] = offsets[p] + Math.Max(wanted[p], partition.Replicas.Length);
                if (brokerSetOf is not null)
                {
                    brokerSetOf[p] = set;
                }

                p++;
            }

            topicOffsets[t + 1] = p;
        }

        var (domains, domainCounts) = DomainIndices();
        var problem = new PlanningProblem
        {
            BrokerIds = Array.ConvertAll(_brokers, b => b.Id),
            Roles = Array.ConvertAll(_brokers, b => _roles.Of(b.Id)),
            BrokerCount = _judged,
            Domains = domains,
            DomainCounts = domainCounts,
            Offsets = offsets,
            Present = new int[offsets[partitionCount]],
            Draining = _judged < _brokers.Length ? new int[offsets[partitionCount]] : null,
            Held = held,
            Wanted = wanted,
            Movable = new bool[partitionCount],
            Sizes = new long[partitionCount],
            TopicOffsets = topicOffsets,
            InSync = lowers ? new int[partitionCount] : null,
            LedByDraining = _judged < _brokers.Length ? new bool[partitionCount] : null,
            BrokerSetOf = brokerSetOf,
            BrokerSets = [.. _brokerSets],
        };
        Fill(problem);
        return problem;
    }

    private void Fill(PlanningProblem problem)
    {
        var p = 0;
        foreach (var topic in _request.Snapshot.Topics)
        {
            var selected = IsSelected(topic);
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                var present = problem.Present.AsSpan(problem.Offsets[p], problem.Width(p));
                for (var i = partition.Replicas.Length; i < present.Length; i++)
                {
                    present[i] = PlanningProblem.None;
                }

                problem.Draining?.AsSpan(problem.Offsets[p], problem.Width(p)).Fill(PlanningProblem.None);
                for (var i = 0; i < partition.Replicas.Length; i++)
                {
                    var b = _indexOf.Of(partition.Replicas[i]);
                    present[i] = b < _judged ? b : PlanningProblem.None;
                    if (b >= _judged)
                    {
                        problem.Draining![problem.Offsets[p] + i] = b;
                    }

                    if (problem.InSync is not null && i < 31 && present[i] >= 0 && problem.MayKeep(p, present[i])
                        && (partition.Isr.IsDefault || partition.Isr.Contains(partition.Replicas[i])))
                    {
                        problem.InSync[p] |= 1 << i;
                    }
                }

                if (problem.LedByDraining is not null)
                {
                    problem.LedByDraining[p] = FirstLive(partition.Replicas) >= _judged;
                }

                problem.Sizes[p] = partition.Size.BytesOrZero;
                problem.Movable[p] = _leftAlone.MayMove(
                    problem, p, new(topic.Name, partition.Partition), partition, selected, IsPinned(topic.Name, partition.Partition));
                p++;
            }
        }
    }

    private int FirstLive(ImmutableArray<int> replicas)
    {
        foreach (var id in replicas)
        {
            if (_indexOf.Of(id) is >= 0 and var b)
            {
                return b;
            }
        }

        return -1;
    }

    /// <summary>
    /// What Confluent's placement constraints ask for is not known here: such topics are left alone, as the snapshot's warnings say.
    /// </summary>
    private bool IsSelected(TopicSnapshot topic) =>
        !topic.HasPlacementConstraints && (_request.Options.TopicFilter?.Invoke(topic.Name) ?? true);

    private bool IsPinned(string topic, int partition) => _request.Options.PinFilter?.Invoke(new(topic, partition)) ?? false;

    private int? WantedFactor(string topic)
    {
        if (_request.Options.ReplicationFactorOf?.Invoke(topic) is not { } factor)
        {
            return null;
        }

        if (factor < 1)
        {
            throw new InputException($"Topic {topic} is to have a replication factor of {factor}; it must be at least 1.");
        }

        return factor <= _judged
            ? factor
            : throw new InputException(
                $"Topic {topic} is to have a replication factor of {factor}, but only {_judged} live brokers are left to hold replicas.");
    }

    private int BrokerSet(string topic)
    {
        if (_request.Options.BrokersOf!(topic) is not { } ids)
        {
            return -1;
        }

        var key = string.Join(',', ids.Order());
        if (!_brokerSetIndex.TryGetValue(key, out var set))
        {
            foreach (var id in ids)
            {
                if (_roles.Of(id) == BrokerRole.Dead)
                {
                    throw new InputException(
                        $"Topic {topic} is to stay within the brokers {key}, but broker {id} is not in the cluster or not alive.");
                }
            }

            _brokerSetIndex[key] = set = _brokerSets.Count;
            var members = ids.ToHashSet();
            _brokerSets.Add([.. _brokers.Take(_judged).Select(b => members.Contains(b.Id))]);
        }

        return set;
    }

    /// <summary>
    /// Dense domain indices in the order of the domains' names; an unknown domain is one more, shared domain of its dimension.
    /// </summary>
    private (int[][] Domains, int[] Counts) DomainIndices()
    {
        var byBroker = _request.Topology.Brokers.ToDictionary(b => b.BrokerId, b => b.Domains);
        var dimensions = _request.Topology.Dimensions.Length;
        var domains = new int[dimensions][];
        var counts = new int[dimensions];
        for (var d = 0; d < dimensions; d++)
        {
            string? Name(Broker broker) => byBroker.TryGetValue(broker.Id, out var all) ? all[d] : null;
            var index = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var name in _brokers.Take(_judged)
                .Select(Name).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                index[name] = index.Count;
            }

            var isUnknownJudged = _brokers.Take(_judged).Any(b => Name(b) is null);
            counts[d] = index.Count + (isUnknownJudged ? 1 : 0);
            var next = counts[d];
            var unknown = isUnknownJudged ? index.Count : -1;
            domains[d] = new int[_brokers.Length];
            for (var b = 0; b < _brokers.Length; b++)
            {
                // A draining broker may sit where nobody else does.
                var name = Name(_brokers[b]);
                if (name is null)
                {
                    domains[d][b] = unknown < 0 ? unknown = next++ : unknown;
                }
                else if (!index.TryGetValue(name, out domains[d][b]))
                {
                    index[name] = domains[d][b] = next++;
                }
            }
        }

        return (domains, counts);
    }
}
