using System.Collections.Immutable;
using Rebalancer.Planning;
using Rebalancer.Topology;
using Rebalancer.Verification;

namespace Rebalancer.Reports.Building;

/// <summary>Finds why partitions change: from their lists, their spread, and what the brokers hold before and after.</summary>
/// <remarks>
/// A chain of moves ends at brokers that gain or lose; what passes through a broker in between makes room for another partition there, and
/// says for which. Partitions are looked at in the order of the plan, so the same plan has the same reasons.
/// </remarks>
internal sealed class ChangeReasons
{
    private readonly ReportCluster _cluster;
    private readonly Dictionary<int, long> _gain = [];
    private readonly Dictionary<(ChangeReasonKind Kind, int Broker), ChangeReason> _shared = [];
    private readonly Dictionary<string, ChangeReason> _spread = new(StringComparer.Ordinal);

    public ChangeReasons(ReportCluster cluster, ImmutableArray<PartitionChange> changes)
    {
        _cluster = cluster;
        foreach (var change in changes)
        {
            Add(change.After, 1);
            Add(change.Before, -1);
        }
    }

    /// <summary>The reason that a change has in itself, or null where it only makes room.</summary>
    /// <param name="change">The change.</param>
    /// <param name="added">Brokers that get a replica.</param>
    /// <param name="removed">Brokers that give theirs up.</param>
    /// <param name="before">The spread now.</param>
    /// <param name="after">The spread after.</param>
    public ChangeReason? Of(
        PartitionChange change, ImmutableArray<int> added, ImmutableArray<int> removed, SpreadState before, SpreadState after)
    {
        if (added.IsEmpty && removed.IsEmpty)
        {
            return change.Before[0] != change.After[0] ? s_leaderOnly : s_orderOnly;
        }

        foreach (var id in removed)
        {
            if (_cluster.IndexOf(id) is not (>= 0 and var index) || !_cluster.Brokers[index].IsLive)
            {
                return Shared(ChangeReasonKind.DeadBroker, id, $"broker {id} is dead");
            }
        }

        foreach (var id in removed)
        {
            if (!_cluster.Brokers[_cluster.IndexOf(id)].IsStaying)
            {
                return Shared(ChangeReasonKind.DrainingBroker, id, $"broker {id} drains");
            }
        }

        if (change.Before.Length != change.After.Length)
        {
            return new ChangeReason(
                ChangeReasonKind.ReplicationFactor, $"replication factor {change.Before.Length} to {change.After.Length}");
        }

        return after.IsBetterThan(before) ? Shared(ChangeReasonKind.Spread, Crowded(change.Before, before, after))
            : before.IsBetterThan(after) ? Shared(ChangeReasonKind.WorseSpread, "puts " + Crowded(change.After, after, before))
            : OfLoads(added, removed);
    }

    /// <summary>The reason of a change that only makes room.</summary>
    /// <param name="removed">Brokers that give up a replica.</param>
    /// <param name="arrival">Another change that brings a replica to the first of them, or null.</param>
    public ChangeReason MakesRoom(ImmutableArray<int> removed, ChangeRow? arrival)
    {
        if (arrival is null)
        {
            return new ChangeReason(ChangeReasonKind.MakesRoom, $"frees broker {removed[0]}");
        }

        var place = $"broker {removed[0]}";
        if (arrival.Reason.Kind == ChangeReasonKind.Spread)
        {
            for (var d = 0; d < _cluster.Dimensions.Length; d++)
            {
                var domain = _cluster.DomainName(d, removed[0]);
                if (domain is not null && arrival.Change.Before.All(b => _cluster.DomainName(d, b) != domain))
                {
                    place = $"{_cluster.Dimensions[d].ShortName} {domain}";
                    break;
                }
            }
        }

        return new ChangeReason(ChangeReasonKind.MakesRoom, $"frees {place} for {arrival.Change.TopicPartition}");
    }

    private static readonly ChangeReason s_leaderOnly = new(ChangeReasonKind.LeaderOnly, "leader only");
    private static readonly ChangeReason s_orderOnly = new(ChangeReasonKind.OrderOnly, "order only");

    private ChangeReason? OfLoads(ImmutableArray<int> added, ImmutableArray<int> removed)
    {
        var most = added.MaxBy(id => _gain.GetValueOrDefault(id));
        if (_gain.GetValueOrDefault(most) > 0)
        {
            return Shared(ChangeReasonKind.Fills, most, $"fills broker {most}");
        }

        var least = removed.MinBy(id => _gain.GetValueOrDefault(id));
        return _gain.GetValueOrDefault(least) < 0 ? Shared(ChangeReasonKind.Relieves, least, $"relieves broker {least}") : null;
    }

    // "two replicas in FD 1 and in UD 3": the fullest domain of each dimension that is better in the other state.
    private string Crowded(ImmutableArray<int> replicas, SpreadState worse, SpreadState better)
    {
        var parts = new List<string>();
        var last = "";
        for (var d = 0; d < _cluster.Dimensions.Length; d++)
        {
            if (worse.Crowd[d] <= better.Crowd[d] && worse.Missing[d] <= better.Missing[d])
            {
                continue;
            }

            var (domain, count) = Fullest(d, replicas);
            var where = $"in {_cluster.Dimensions[d].ShortName} {domain ?? "?"}";
            var words = Quantity.Word(count);
            parts.Add(words == last ? where : $"{words} {(count == 1 ? "replica" : "replicas")} {where}");
            last = words;
        }

        return parts.Count == 0 ? "replicas less evenly over the domains than need be" : string.Join(" and ", parts);
    }

    /// <summary>The domain of a dimension with the most live replicas, the first of several, and how many they are.</summary>
    private (string? Domain, int Count) Fullest(int d, ImmutableArray<int> replicas)
    {
        var (fullest, most) = (-1, 0);
        foreach (var id in replicas)
        {
            if (_cluster.LiveIndexOf(id) is not (>= 0 and var index))
            {
                continue;
            }

            var (domain, count) = (_cluster.DomainOf(d, index), 0);
            foreach (var other in replicas)
            {
                count += _cluster.LiveIndexOf(other) is >= 0 and var o && _cluster.DomainOf(d, o) == domain ? 1 : 0;
            }

            (fullest, most) = count > most || (count == most && domain < fullest) ? (domain, count) : (fullest, most);
        }

        return (_cluster.Domains[d][fullest], most);
    }

    // Many partitions have the same reason: one text of it is kept.
    private ChangeReason Shared(ChangeReasonKind kind, string text)
    {
        if (!_spread.TryGetValue(text, out var reason))
        {
            _spread[text] = reason = new ChangeReason(kind, text);
        }

        return reason;
    }

    private ChangeReason Shared(ChangeReasonKind kind, int broker, string text)
    {
        if (!_shared.TryGetValue((kind, broker), out var reason))
        {
            _shared[(kind, broker)] = reason = new ChangeReason(kind, text);
        }

        return reason;
    }

    private void Add(ImmutableArray<int> replicas, int step)
    {
        foreach (var id in replicas)
        {
            _gain[id] = _gain.GetValueOrDefault(id) + step;
        }
    }
}

/// <summary>How one list is spread, as the verifier measures it, kept for a comparison.</summary>
/// <param name="Missing">For each dimension the domains that are missing.</param>
/// <param name="Crowd">For each dimension the most replicas in one domain.</param>
/// <param name="Excess">Avoidable cost beyond an even spread.</param>
internal readonly record struct SpreadState(int[] Missing, int[] Crowd, int Excess)
{
    /// <summary>Whether the spread has an avoidable violation.</summary>
    public bool IsViolated => Excess > 0 || Missing.AsSpan().ContainsAnyExcept(0);

    /// <summary>Measures a list.</summary>
    public static SpreadState Of(PartitionSpread spread, ReportCluster cluster, ImmutableArray<int> replicas)
    {
        spread.Measure(replicas.AsSpan());
        var crowd = new int[cluster.Dimensions.Length];
        for (var d = 0; d < crowd.Length; d++)
        {
            for (var i = 0; i < replicas.Length; i++)
            {
                if (cluster.LiveIndexOf(replicas[i]) is not (>= 0 and var index))
                {
                    continue;
                }

                var (domain, together) = (cluster.DomainOf(d, index), 1);
                for (var j = i + 1; j < replicas.Length; j++)
                {
                    together += cluster.LiveIndexOf(replicas[j]) is >= 0 and var other && cluster.DomainOf(d, other) == domain ? 1 : 0;
                }

                crowd[d] = Math.Max(crowd[d], together);
            }
        }

        return new SpreadState([.. spread.Missing], crowd, spread.AvoidableExcess);
    }

    /// <summary>Whether fewer domains are missing here, or as many but the rest is more even.</summary>
    public bool IsBetterThan(SpreadState other)
    {
        var (mine, theirs) = (Missing.Sum(), other.Missing.Sum());
        return mine < theirs || (mine == theirs && Excess < other.Excess);
    }
}
