using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;
using Rebalancer.Topology;

namespace Rebalancer.Planning;

/// <summary>
/// The brokers that may be chosen, and the request that follows from a choice. A choice is a list of indices into what is on offer.
/// </summary>
internal abstract class BrokerChoices(PlanRequest request)
{
    /// <summary>The request without any choice.</summary>
    protected PlanRequest Request => request;

    /// <summary>How many different brokers are on offer.</summary>
    public abstract int Count { get; }

    /// <summary>Whether one on offer can be chosen more than once.</summary>
    public abstract bool Repeats { get; }

    /// <summary>How many choices of so many brokers there are; those that differ in moves alone count each.</summary>
    public abstract long ChoicesOf(int size);

    /// <summary>How many ways there are to choose some of several; <see cref="long.MaxValue"/> where there are more.</summary>
    protected static long Combinations(int of, int chosen)
    {
        Int128 ways = 1;
        for (var i = 1; i <= chosen && ways <= long.MaxValue; i++)
        {
            ways = ways * (of - chosen + i) / i;
        }

        return ways < long.MaxValue ? (long)ways : long.MaxValue;
    }

    /// <summary>The brokers of a choice.</summary>
    public abstract ImmutableArray<AdvisedBroker> Brokers(ImmutableArray<int> choice);

    /// <summary>What would be planned.</summary>
    public abstract PlanRequest With(ImmutableArray<int> choice);
}

/// <summary>
/// New brokers, one for each combination of domains; a domain that does not exist yet is on offer where the replication factor exceeds
/// their number.
/// </summary>
internal sealed class NewBrokers : BrokerChoices
{
    // Racks have few domains a dimension; more combinations than these are not compared one by one.
    private const int MaxCells = 1_000;

    private readonly List<ImmutableArray<string?>> _cells = [[]];
    private readonly int _firstId;

    public NewBrokers(PlanRequest request)
        : base(request)
    {
        _firstId = FirstFreeId(request.Snapshot);
        for (var d = 0; d < request.Topology.Dimensions.Length; d++)
        {
            var dimension = d;
            var names = request.Topology.Brokers.Select(b => b.Domains[dimension]).OfType<string>().Distinct(StringComparer.Ordinal)
                .Order(Comparer<string>.Create(DomainOrder.Compare)).ToList();
            if (LargestFactor(request) is var factor && factor > names.Count)
            {
                names.AddRange(Unused(names).Take(factor - names.Count));
            }

            _cells = [.. _cells.SelectMany(cell => names.Select(name => cell.Add(name))).Take(MaxCells)];
        }
    }

    /// <inheritdoc/>
    public override int Count => _cells.Count;

    /// <inheritdoc/>
    public override bool Repeats => true;

    /// <inheritdoc/>
    public override long ChoicesOf(int size) => Combinations(Count + size - 1, size);

    /// <inheritdoc/>
    public override ImmutableArray<AdvisedBroker> Brokers(ImmutableArray<int> choice) =>
        [.. choice.Select((cell, i) => new AdvisedBroker(_firstId + i, _cells[cell], IsNew: true))];

    /// <inheritdoc/>
    public override PlanRequest With(ImmutableArray<int> choice)
    {
        var added = Brokers(choice);
        var roles = Request.Options.Roles;
        return Request with
        {
            Snapshot = Request.Snapshot with
            {
                Brokers = [.. Request.Snapshot.Brokers.Concat(added.Select(b => new Broker(b.BrokerId, "", null))).OrderBy(b => b.Id)],
            },
            Topology = Request.Topology with
            {
                Brokers = [
                    .. Request.Topology.Brokers.Concat(added.Select(b => new BrokerDomains(b.BrokerId, b.Domains))).OrderBy(b => b.BrokerId)
                ],
            },
            Options = Request.Options with { Roles = roles with { OnlyTo = roles.OnlyTo?.AddRange(added.Select(b => b.BrokerId)) } },
        };
    }

    private static int FirstFreeId(ClusterSnapshot snapshot)
    {
        var listed = snapshot.Brokers.Concat(snapshot.DeadBrokers).Select(b => b.Id);
        var named = snapshot.Topics.SelectMany(t => t.Partitions).SelectMany(p => p.Replicas);
        return listed.Concat(named).Max() + 1;
    }

    private static int LargestFactor(PlanRequest request) =>
        request.Snapshot.Topics.SelectMany(
            t => t.Partitions.Select(p => request.Options.ReplicationFactorOf?.Invoke(t.Name) ?? p.Replicas.Length))
            .DefaultIfEmpty().Max();

    /// <summary>Names for domains that are to come: the next numbers, or "new 1", "new 2", ...</summary>
    private static IEnumerable<string> Unused(List<string> names)
    {
        var numbers = names.Select(name => int.TryParse(name, out var number) ? number : -1).ToArray();
        var next = numbers.Contains(-1) ? 1 : numbers.DefaultIfEmpty(-1).Max() + 1;
        return Enumerable.Range(next, ushort.MaxValue)
            .Select(i => numbers.Contains(-1) ? $"new {i}" : $"{i}").Where(name => !names.Contains(name));
    }
}

/// <summary>
/// Brokers to take away: of each combination of domains those with the fewest replicas that no plan can move, then with the fewest of all,
/// since others of it differ in moves alone. Where topics may have brokers of their own, each broker differs from all others.
/// </summary>
internal sealed class SparedBrokers : BrokerChoices
{
    private readonly AdvisedBroker[] _brokers;

    /// <param name="request">The request.</param>
    /// <param name="most">How many are chosen at most.</param>
    /// <exception cref="InputException">No broker would be left.</exception>
    public SparedBrokers(PlanRequest request, int most)
        : base(request)
    {
        var given = request.Options.Roles;
        var taken = given.ByRole.SelectMany(r => r.Brokers).Concat(given.OnlyTo ?? []).ToHashSet();
        var live = request.Snapshot.Brokers.Select(b => b.Id).Where(id => !taken.Contains(id)).ToHashSet();
        if (most >= live.Count)
        {
            throw new InputException(
                $"{InputText.Count(most, "broker")} {(most == 1 ? "is" : "are")} to be removed, but there "
                + $"{(live.Count == 1 ? "is" : "are")} only "
                + $"{InputText.Count(live.Count, "live broker")} without a role, and at least one must stay.");
        }

        LiveCount = live.Count;
        var stuck = Stuck(request);
        var alike = request.Options.BrokersOf is null;
        var replicas = request.Snapshot.Topics.SelectMany(t => t.Partitions).SelectMany(p => p.Replicas).CountBy(id => id).ToDictionary();
        var domains = request.Topology.Brokers.ToDictionary(b => b.BrokerId, b => b.Domains);
        _brokers =
        [
            .. live.Select(id => new AdvisedBroker(id, domains.GetValueOrDefault(id, []), IsNew: false))
                .GroupBy(b => alike ? string.Join('/', b.Domains) : $"{b.BrokerId}")
                .SelectMany(cell => cell.OrderBy(b => stuck.GetValueOrDefault(b.BrokerId))
                    .ThenBy(b => replicas.GetValueOrDefault(b.BrokerId)).ThenBy(b => b.BrokerId).Take(most))
                .OrderBy(b => b.BrokerId),
        ];
    }

    /// <inheritdoc/>
    public override int Count => _brokers.Length;

    /// <inheritdoc/>
    public override bool Repeats => false;

    /// <summary>How many live brokers have no role.</summary>
    public int LiveCount { get; }

    /// <inheritdoc/>
    public override long ChoicesOf(int size) => Combinations(LiveCount, size);

    /// <inheritdoc/>
    public override ImmutableArray<AdvisedBroker> Brokers(ImmutableArray<int> choice) => [.. choice.Select(i => _brokers[i])];

    /// <inheritdoc/>
    public override PlanRequest With(ImmutableArray<int> choice)
    {
        var roles = Request.Options.Roles;
        return Request with
        {
            Options = Request.Options with
            {
                Roles = roles with { Draining = roles.Draining.AddRange(choice.Select(i => _brokers[i].BrokerId)) }
            },
        };
    }

    /// <summary>How many replicas each broker has of partitions that no plan may change.</summary>
    private static Dictionary<int, int> Stuck(PlanRequest request)
    {
        var roles = BrokerRoles.Assign(request.Snapshot, request.Roles);
        var problem = ProblemBuilder.Build(request, roles, new LeftAlone(request, roles));
        var stuck = new Dictionary<int, int>();
        for (var p = 0; p < problem.PartitionCount; p++)
        {
            foreach (var broker in problem.Movable[p] ? [] : problem.PresentOf(p))
            {
                if (broker >= 0)
                {
                    stuck[problem.BrokerIds[broker]] = stuck.GetValueOrDefault(problem.BrokerIds[broker]) + 1;
                }
            }
        }

        return stuck;
    }
}
