using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Replacing;
using Rebalancer.Planning.Roles;
using Rebalancer.Planning.Spread;

namespace Rebalancer.Planning;

/// <summary>
/// Puts new brokers into the places of old ones: the same list, the same order, so the same leader. Where the new broker already holds the
/// partition, or would spread it worse than the old one did, that place alone goes to a broker that spreads it best, and all such places
/// together even the loads.
/// </summary>
internal sealed class ReplacePlanner
{
    private const int Examples = 20;

    private readonly PlanRequest _request;
    private readonly PlanningProblem _problem;
    private readonly Dictionary<int, int> _newOf;
    private readonly Dictionary<int, int> _indexOf = [];
    private readonly Dictionary<int, ImmutableArray<string?>> _domainsOf;
    private readonly List<TopicPartition> _held = [];
    private readonly List<TopicPartition> _worse = [];

    /// <param name="request">What is asked.</param>
    /// <param name="problem">The cluster; old brokers have a leaving role.</param>
    public ReplacePlanner(PlanRequest request, PlanningProblem problem)
    {
        _request = request;
        _problem = problem;
        _newOf = request.Options.Replacements.ToDictionary(r => r.OldBroker, r => r.NewBroker);
        for (var b = 0; b < problem.LiveCount; b++)
        {
            _indexOf[problem.BrokerIds[b]] = b;
        }

        _domainsOf = request.Topology.Brokers.Concat(request.Topology.DeadBrokers).ToDictionary(b => b.BrokerId, b => b.Domains);
    }

    /// <summary>Checks that each replacement names two brokers of its own, the new one alive.</summary>
    /// <exception cref="InputException">A replacement cannot be; the message names the broker.</exception>
    public static void Check(PlanRequest request)
    {
        if (request.Options.Replacements.IsEmpty)
        {
            return;
        }

        var live = request.Snapshot.Brokers.Select(b => b.Id).ToHashSet();
        var known = live.Concat(request.Snapshot.DeadBrokers.Select(b => b.Id))
            .Concat(request.Snapshot.Topics.SelectMany(t => t.Partitions).SelectMany(p => p.Replicas)).ToHashSet();
        var replacements = request.Options.Replacements;
        foreach (var (old, next) in replacements.Select(r => (r.OldBroker, r.NewBroker)))
        {
            if (!known.Contains(old))
            {
                throw new InputException($"Broker {old} is to be replaced, but the cluster has no such broker and no partition names it.");
            }

            if (!live.Contains(next))
            {
                throw new InputException($"Broker {next} is to take the place of broker {old}, but it is not alive.");
            }

            if (old == next)
            {
                throw new InputException($"Broker {old} is to be replaced by itself.");
            }
        }

        Refuse(replacements.CountBy(r => r.OldBroker).Where(c => c.Value > 1).Select(c => c.Key), "is to be replaced twice");
        Refuse(
            replacements.CountBy(r => r.NewBroker).Where(c => c.Value > 1).Select(c => c.Key), "is to take the place of several brokers");
        Refuse(
            replacements.Select(r => r.NewBroker).Intersect(replacements.Select(r => r.OldBroker)),
            "is to be replaced and to replace another");

        static void Refuse(IEnumerable<int> brokers, string what)
        {
            foreach (var broker in brokers.Order())
            {
                throw new InputException($"Broker {broker} {what}; each replacement names two brokers of its own.");
            }
        }
    }

    /// <summary>The placement, whose problem says which partitions it decided; and a note for each kind of exception.</summary>
    public Placement Solve(List<PlanNote> notes)
    {
        foreach (var (_, next) in _newOf)
        {
            var role = _indexOf.TryGetValue(next, out var b) ? _problem.Roles[b] : BrokerRole.Dead;
            if (!role.MayReceive)
            {
                throw new InputException($"Broker {next} is to take another one's place, but it is {role} and receives nothing.");
            }
        }

        var movable = new bool[_problem.PartitionCount];
        var placement = Placement.Present(_problem);
        var vacancies = new List<Vacancy>();
        var later = new List<Vacancy>();
        var p = 0;
        foreach (var topic in _request.Snapshot.Topics)
        {
            foreach (ref readonly var partition in topic.Partitions.AsSpan())
            {
                if (_problem.Movable[p] && partition.Replicas.Any(_newOf.ContainsKey))
                {
                    movable[p] = true;
                    Place(placement, p, new(topic.Name, partition.Partition), partition.Replicas, vacancies, later);
                }

                p++;
            }
        }

        FillVacancies(placement, vacancies, later);
        AddNotes(notes);
        return placement.For(_problem.WithMovable(movable));
    }

    private void Place(
        Placement placement, int p, TopicPartition name, ImmutableArray<int> replicas, List<Vacancy> vacancies, List<Vacancy> later)
    {
        var places = Enumerable.Range(0, replicas.Length).Where(i => _newOf.ContainsKey(replicas[i])).ToArray();
        var present = replicas.ToArray();
        var list = replicas.ToArray();
        var open = new List<int>();
        var isRenamed = !places.Any(i => replicas.Contains(_newOf[replicas[i]]))
            && DistinctDomains(Renamed(replicas)) >= DistinctDomains(present);
        foreach (var i in places)
        {
            var next = _newOf[replicas[i]];
            if (replicas.Contains(next))
            {
                _held.Add(name);
                open.Add(i);
            }
            else if (!isRenamed && DistinctDomains(Replaced(list, i, next)) < DistinctDomains(present))
            {
                _worse.Add(name);
                open.Add(i);
            }
            else
            {
                list[i] = next;
                placement.Brokers[_problem.Offsets[p] + i] = _indexOf[next];
            }
        }

        foreach (var i in open)
        {
            // Two places of one partition must not get the same broker: the second is filled after the first.
            (vacancies is [.., var last] && last.Partition == p ? later : vacancies).Add(
                new(p, _problem.Offsets[p] + i, Candidates(p, list, i)));
        }
    }

    private int[] Renamed(ImmutableArray<int> list) => [.. list.Select(id => _newOf.GetValueOrDefault(id, id))];

    private static int[] Replaced(int[] list, int place, int broker)
    {
        var replaced = (int[])list.Clone();
        replaced[place] = broker;
        return replaced;
    }

    /// <summary>Distinct domains of a list over all dimensions, its old brokers counted where they stood.</summary>
    private int DistinctDomains(int[] list)
    {
        var distinct = 0;
        for (var d = 0; d < _problem.DimensionCount; d++)
        {
            distinct += list.Where(id => _indexOf.ContainsKey(id) || _newOf.ContainsKey(id)).Select(id => Domain(id, d)).Distinct().Count();
        }

        return distinct;
    }

    /// <summary>A broker's domain by name; an old broker of which it is not known counts where its successor sits.</summary>
    private string Domain(int id, int d)
    {
        if (_domainsOf.TryGetValue(id, out var domains) && domains[d] is { } domain)
        {
            return domain;
        }

        return _newOf.TryGetValue(id, out var next) && !_indexOf.ContainsKey(id) ? Domain(next, d) : "";
    }

    /// <summary>The brokers that spread the partition best in one place, with its others as they are.</summary>
    private int[] Candidates(int p, int[] list, int place)
    {
        var others = list.Where((id, i) => i != place && _indexOf.ContainsKey(id)).Select(id => _indexOf[id]).ToArray();
        var best = long.MaxValue;
        var candidates = new List<int>();
        for (var b = 0; b < _problem.BrokerCount; b++)
        {
            if (!_problem.MayReceive(p, b) || others.Contains(b))
            {
                continue;
            }

            var cost = SpreadCost.Of(_problem, [.. others, b], list.Length);
            if (cost < best)
            {
                best = cost;
                candidates.Clear();
            }

            if (cost == best)
            {
                candidates.Add(b);
            }
        }

        return [.. candidates];
    }

    private void FillVacancies(Placement placement, List<Vacancy> vacancies, List<Vacancy> later)
    {
        var filled = VacancyFlow.Fill(vacancies, placement.Loads());
        for (var v = 0; v < vacancies.Count; v++)
        {
            placement.Brokers[vacancies[v].Slot] = filled[v];
        }

        var loads = placement.Loads();
        foreach (var (p, slot, _) in later)
        {
            int[] list = [.. placement.Of(p).ToArray().Select(b => b < 0 ? b : _problem.BrokerIds[b])];
            var chosen = Candidates(p, list, slot - _problem.Offsets[p]).MinBy(b => loads[b]);
            placement.Brokers[slot] = chosen;
            loads[chosen]++;
        }
    }

    private void AddNotes(List<PlanNote> notes)
    {
        Named(notes, _held, "replacement-holds", "where the new broker already has a replica: the old one's replica goes to another one");
        Named(
            notes,
            _worse,
            "replacement-spreads-worse",
            "that would be spread worse on the new broker: the replica goes to another one");
        AddDrainingNote(notes);
    }

    // Replacing changes nothing else, a drain neither: who asked for one must not take the broker for empty.
    private void AddDrainingNote(List<PlanNote> notes)
    {
        var draining = _request.Options.Roles.Draining.Where(b => !_newOf.ContainsKey(b)).ToHashSet();
        KeyValuePair<int, int>[] held = draining.Count == 0 ? [] :
        [
            .. _request.Snapshot.Topics.SelectMany(t => t.Partitions).SelectMany(p => p.Replicas).Where(draining.Contains)
                .CountBy(b => b).OrderBy(b => b.Key),
        ];
        if (held.Length > 0)
        {
            notes.Add(new(PlanNoteKind.Warning, "replacement-drains-nothing",
                "A plan that replaces brokers changes nothing else, so it does not drain "
                    + string.Join(", ", held.Select(b => $"broker {b.Key} ({InputText.Count(b.Value, "replica")})"))
                    + ": drain in a separate plan."));
        }
    }

    private static void Named(List<PlanNote> notes, List<TopicPartition> partitions, string code, string text)
    {
        if (partitions.Count > 0)
        {
            var count = InputText.Count(partitions.Count, "partition");
            notes.Add(new(PlanNoteKind.Warning, code,
                $"{count} {text} ({string.Join(", ", partitions.Take(Examples))}{(partitions.Count > Examples ? ", ..." : "")})."));
        }
    }
}
