using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Verification;

namespace Rebalancer.Reports.Building;

/// <summary>Finds why partitions change: from their lists, their spread, and what the brokers hold before and after.</summary>
/// <remarks>
/// A chain of moves ends at brokers that gain or lose; what passes through a broker in between makes room for another partition there, and
/// says for which. Partitions are looked at in the order of the plan, so the same plan has the same reasons.
/// </remarks>
internal sealed class ChangeReasons
{
    private const int MostOnStack = 32;

    private readonly ReportCluster _cluster;
    private readonly long[] _gain;
    private readonly ChangeReason?[] _shared;
    private readonly Dictionary<string, ChangeReason> _crowded = new(StringComparer.Ordinal);

    public ChangeReasons(ReportCluster cluster, ImmutableArray<PartitionChange> changes)
    {
        _cluster = cluster;
        _gain = new long[cluster.Brokers.Length];
        _shared = new ChangeReason?[((int)ChangeReasonKind.OrderOnly + 1) * cluster.Brokers.Length];
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

        foreach (var id in removed.Ids())
        {
            if (_cluster.LiveIndexOf(id) < 0)
            {
                return Shared(ChangeReasonKind.DeadBroker, id);
            }
        }

        foreach (var id in removed.Ids())
        {
            if (!_cluster.IsStaying(_cluster.IndexOf(id)))
            {
                return Shared(ChangeReasonKind.DrainingBroker, id);
            }
        }

        if (change.Before.Length != change.After.Length)
        {
            return new ChangeReason(
                ChangeReasonKind.ReplicationFactor, $"replication factor {change.Before.Length} to {change.After.Length}");
        }

        return after.IsBetterThan(before) ? OfSpread(ChangeReasonKind.Spread, change.Before.Ids(), before, after)
            : before.IsBetterThan(after) ? OfSpread(ChangeReasonKind.WorseSpread, change.After.Ids(), after, before)
            : OfLoads(added.Ids(), removed.Ids());
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

    private ChangeReason? OfLoads(ReadOnlySpan<int> added, ReadOnlySpan<int> removed)
    {
        var most = added[0];
        foreach (var id in added[1..])
        {
            most = Gain(id) > Gain(most) ? id : most;
        }

        if (Gain(most) > 0)
        {
            return Shared(ChangeReasonKind.Fills, most);
        }

        var least = removed[0];
        foreach (var id in removed[1..])
        {
            least = Gain(id) < Gain(least) ? id : least;
        }

        return Gain(least) < 0 ? Shared(ChangeReasonKind.Relieves, least) : null;
    }

    private long Gain(int id) => _cluster.IndexOf(id) is >= 0 and var index ? _gain[index] : 0;

    /// <summary>The reason of a change of the spread. Many partitions have the same one: its text is made once.</summary>
    /// <param name="kind">Whether it gets better or worse.</param>
    /// <param name="replicas">The list that is spread worse.</param>
    /// <param name="worse">Its spread.</param>
    /// <param name="better">That of the other list.</param>
    private ChangeReason OfSpread(ChangeReasonKind kind, ReadOnlySpan<int> replicas, SpreadState worse, SpreadState better)
    {
        // What the text is made of: for each dimension that is better in the other state its fullest domain, and how many are in it.
        var dimensions = _cluster.Dimensions.Length;
        Span<int> key = dimensions <= MostOnStack ? stackalloc int[1 + (2 * dimensions)] : new int[1 + (2 * dimensions)];
        key[0] = (int)kind;
        for (var d = 0; d < dimensions; d++)
        {
            var isBetter = worse.Crowd[d] > better.Crowd[d] || worse.Missing[d] > better.Missing[d];
            (key[1 + (2 * d)], key[2 + (2 * d)]) = isBetter ? Fullest(d, replicas) : (-1, 0);
        }

        var text = MemoryMarshal.Cast<int, char>(key);
        if (!new SpanLookup<ChangeReason>(_crowded).TryGetValue(text, out var reason))
        {
            var words = Crowded(key[1..]);
            reason = new ChangeReason(kind, kind == ChangeReasonKind.WorseSpread ? Worse(words) : words);
            _crowded[new string(text)] = reason;
        }

        return reason;
    }

    private const string Uneven = "replicas spread less evenly over the domains than possible";

    private static string Worse(string words) =>
        words == Uneven ? "spreads replicas less evenly over the domains than possible" : $"puts {words}";

    // "two replicas in FD 1 and in UD 3".
    private string Crowded(ReadOnlySpan<int> fullest)
    {
        var parts = new List<string>();
        var last = "";
        for (var d = 0; d < _cluster.Dimensions.Length; d++)
        {
            var (domain, count) = (fullest[2 * d], fullest[(2 * d) + 1]);
            if (domain < 0)
            {
                continue;
            }

            var where = $"in {_cluster.Dimensions[d].ShortName} {_cluster.Domains[d][domain] ?? "?"}";
            var words = Quantity.Word(count);
            parts.Add(words == last ? where : $"{words} {(count == 1 ? "replica" : "replicas")} {where}");
            last = words;
        }

        return parts.Count == 0 ? Uneven : string.Join(" and ", parts);
    }

    /// <summary>The domain of a dimension with the most live replicas, the first of several, and how many they are.</summary>
    private (int Domain, int Count) Fullest(int d, ReadOnlySpan<int> replicas)
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

        return (fullest, most);
    }

    // Many partitions have the same reason: one text of it is kept.
    private ChangeReason Shared(ChangeReasonKind kind, int broker)
    {
        if (_cluster.IndexOf(broker) is not (>= 0 and var index))
        {
            return new ChangeReason(kind, OfBroker(kind, broker));
        }

        return _shared[((int)kind * _gain.Length) + index] ??= new ChangeReason(kind, OfBroker(kind, broker));
    }

    private static string OfBroker(ChangeReasonKind kind, int broker) => kind switch
    {
        ChangeReasonKind.DeadBroker => $"broker {broker} is dead",
        ChangeReasonKind.DrainingBroker => $"broker {broker} drains",
        ChangeReasonKind.Fills => $"fills broker {broker}",
        _ => $"relieves broker {broker}",
    };

    private void Add(ImmutableArray<int> replicas, int step)
    {
        foreach (var id in replicas.Ids())
        {
            if (_cluster.IndexOf(id) is >= 0 and var index)
            {
                _gain[index] += step;
            }
        }
    }
}

/// <summary>How one list is spread, as the verifier measures it, kept for a comparison; measured again and again.</summary>
/// <param name="dimensions">How many rack dimensions there are.</param>
internal sealed class SpreadState(int dimensions)
{
    /// <summary>For each dimension the domains that are missing.</summary>
    public int[] Missing { get; } = new int[dimensions];

    /// <summary>For each dimension the most live replicas in one domain.</summary>
    public int[] Crowd { get; } = new int[dimensions];

    /// <summary>Whether the spread has an avoidable violation.</summary>
    public bool IsViolated { get; private set; }

    private int TotalMissing { get; set; }

    private int Excess { get; set; }

    /// <summary>Measures a list.</summary>
    public void Measure(PartitionSpread spread, ImmutableArray<int> replicas)
    {
        spread.Measure(replicas.Ids());
        spread.Missing.CopyTo(Missing, 0);
        spread.Crowd.CopyTo(Crowd, 0);
        (TotalMissing, Excess, IsViolated) = (spread.TotalMissing, spread.AvoidableExcess, spread.IsViolated);
    }

    /// <summary>Whether fewer domains are missing here, or as many but the rest is more even.</summary>
    public bool IsBetterThan(SpreadState other) =>
        TotalMissing < other.TotalMissing || (TotalMissing == other.TotalMissing && Excess < other.Excess);
}
