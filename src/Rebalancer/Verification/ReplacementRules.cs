using System.Collections.Immutable;
using Rebalancer.Topology;

namespace Rebalancer.Verification;

/// <summary>
/// Where brokers are replaced, nothing else changes: the new one stands where the old one stood. Where it already holds the partition, or
/// would spread it over fewer distinct domains than it was, that place alone goes to a broker that spreads the partition best.
/// </summary>
internal sealed class ReplacementRules
{
    private readonly VerifiedCluster _cluster;
    private readonly PartitionSpread _spread;
    private readonly Dictionary<int, int> _newOf;
    private readonly Dictionary<int, ImmutableArray<string?>> _domains;

    public ReplacementRules(VerifiedCluster cluster, RackTopology topology, VerificationOptions options)
    {
        _cluster = cluster;
        _spread = new PartitionSpread(cluster);
        _newOf = options.Replacements.DistinctBy(r => r.OldBroker).ToDictionary(r => r.OldBroker, r => r.NewBroker);
        _domains = topology.Brokers.Concat(topology.DeadBrokers).DistinctBy(b => b.BrokerId).ToDictionary(b => b.BrokerId, b => b.Domains);
    }

    /// <summary>Checks an entry that changes something.</summary>
    public void Check(JudgedChange change)
    {
        var (present, after) = (change.Present, change.After);
        if (_newOf.Count == 0 || after.Length != present.Length)
        {
            return;
        }

        var isWorse = Distinct(present.Select(id => _newOf.GetValueOrDefault(id, id))) < Distinct(present);
        var exceptions = new List<int>();
        for (var i = 0; i < present.Length; i++)
        {
            var place = i + 1;
            var (was, becomes) = (present[i], after[i]);
            if (!_newOf.TryGetValue(was, out var next))
            {
                if (was != becomes)
                {
                    change.Error("replacement-changes-other",
                        () => $"{change.Name} changes at place {place} from broker {was} to {becomes}, but broker {was} is not replaced.");
                }
            }
            else if (becomes != next && (isWorse || present.Contains(next)))
            {
                exceptions.Add(i);
            }
            else if (becomes != next)
            {
                change.Error("replacement-not-made",
                    () => $"{change.Name} gets broker {becomes} at place {place}, "
                        + $"but broker {next} can take the place of broker {was} there.");
            }
        }

        if (exceptions is [var only])
        {
            CheckException(change, only);
        }
    }

    /// <summary>Distinct domains over all dimensions by name: live brokers, and old ones where they stood.</summary>
    private int Distinct(IEnumerable<int> list)
    {
        int[] counted = [.. list.Where(id => _cluster.IndexOf(id) >= 0 || _newOf.ContainsKey(id))];
        return Enumerable.Range(0, _cluster.Dimensions.Length)
            .Sum(d => counted.Select(id => Domain(id, d)).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>A dead old broker whose domain is not known counts where the new one sits.</summary>
    private string Domain(int id, int d) =>
        _domains.TryGetValue(id, out var domains) && d < domains.Length && domains[d] is { } domain ? domain
        : _cluster.IndexOf(id) < 0 && _newOf.TryGetValue(id, out var next) && next != id && _cluster.IndexOf(next) >= 0 ? Domain(next, d)
        : "";

    private void CheckException(JudgedChange change, int place)
    {
        _spread.Of(change.Present, change.Rules.BrokerSet);
        var list = change.After.ToArray();
        var chosen = Cost(list);
        for (var b = 0; b < _cluster.Brokers.Length; b++)
        {
            var id = _cluster.Brokers[b].Id;
            if (!_cluster.Roles[b].MayReceive || change.After.Contains(id) || change.Rules.BrokerSet?.Members[b] == false)
            {
                continue;
            }

            list[place] = id;
            if (Cost(list) < chosen)
            {
                change.Error("replacement-spreads-worse",
                    () => $"{change.Name} gets broker {change.After[place]} at place {place + 1}, but broker {id} would spread it better.");
                return;
            }
        }
    }

    private long Cost(int[] list)
    {
        _spread.Measure(list);
        return ((long)ReachableSpread.MissingWeight * _spread.Lacking) + _spread.Excess;
    }
}
