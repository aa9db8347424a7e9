using System.Runtime.InteropServices;
using Rebalancer.Planning.Roles;

namespace Rebalancer.Verification;

/// <summary>How well a partition can be spread at best over the brokers that it may use: the yardstick of violations.</summary>
/// <remarks>
/// It may use the brokers that receive replicas, within its topic's broker set, and the cordoned ones that it holds; the excluded ones that
/// it holds it must use. The spread of a set of brokers costs, summed over the rack dimensions, 1000 for every distinct domain fewer than
/// min(replication factor, domains) and, where there are more replicas than domains, k - h for the k-th replica in a domain beyond h =
/// ceil(replication factor / domains). Only the number taken from each cell matters. With up to two dimensions that is a min-cost flow,
/// with more a search. Written without the planner's code, on purpose: it judges it. Not safe for concurrent use.
/// </remarks>
internal sealed class ReachableSpread(VerifiedCluster cluster)
{
    /// <summary>What one missing distinct domain costs.</summary>
    public const int MissingWeight = 1000;

    private const int MaxOnStack = 64;

    private readonly Dictionary<string, BestSpread> _known = new(StringComparer.Ordinal);

    // By replication factor, where what a partition holds and its topic make no difference.
    private readonly BestSpread?[] _usual = new BestSpread?[MaxOnStack];
    private readonly bool _anyClosed = cluster.Roles.Any(role => role is { MayReceive: false, IsLeaving: false });
    private readonly Dictionary<int, int[]> _open = [];

    /// <summary>The best spread of a partition.</summary>
    /// <param name="replicationFactor">Replicas that it has.</param>
    /// <param name="set">The brokers that it must stay within; null for all.</param>
    /// <param name="present">The brokers that hold it now.</param>
    /// <param name="kept">A broker that must stay one of them, by its index; -1 for none.</param>
    public BestSpread For(int replicationFactor, BrokerSet? set, ReadOnlySpan<int> present, int kept = -1) =>
        _anyClosed || set is not null || kept >= 0 || (uint)replicationFactor >= MaxOnStack
            ? Find(replicationFactor, set, present, kept)
            : _usual[replicationFactor] ??= Find(replicationFactor, set, present, kept);

    private BestSpread Find(int replicationFactor, BrokerSet? set, ReadOnlySpan<int> present, int kept)
    {
        var open = Open(set);
        var keptCell = kept < 0 || cluster.Roles[kept].Keeping == Keeping.Must ? -1 : cluster.CellOf[kept];
        Span<int> key = present.Length <= MaxOnStack ? stackalloc int[present.Length + 4] : new int[present.Length + 4];
        (key[0], key[1], key[2]) = (replicationFactor, set?.Number ?? -1, keptCell);
        var closed = key[4..];
        var (cordoned, excluded) = (0, 0);
        foreach (var id in present)
        {
            if (cluster.IndexOf(id) is not (>= 0 and var b) || cluster.Roles[b] is { MayReceive: true } or { IsLeaving: true })
            {
                continue;
            }

            if (cluster.Roles[b].Keeping == Keeping.Must)
            {
                closed[^++excluded] = cluster.CellOf[b];
            }
            else if (set?.Members[b] != false && open[cluster.CellOf[b]] < replicationFactor)
            {
                // Where its cell has receiving brokers enough, a cordoned one opens nothing.
                closed[cordoned++] = cluster.CellOf[b];
            }
        }

        key[3] = cordoned;
        closed[..cordoned].Sort();
        closed[^excluded..].Sort();
        closed[^excluded..].CopyTo(closed[cordoned..]);
        key = key[..(4 + cordoned + excluded)];
        var lookup = new SpanLookup<BestSpread>(_known);
        var text = MemoryMarshal.Cast<int, char>(key);
        if (!lookup.TryGetValue(text, out var best))
        {
            _known[new string(text)] = best = Solve(replicationFactor, open, key[4..][..cordoned], key[4..][cordoned..], keptCell);
        }

        return best;
    }

    /// <summary>
    /// The cost of one more replica in a domain that holds <paramref name="held"/> of a partition of this replication factor, beyond an
    /// even spread.
    /// </summary>
    public static int ExcessStep(int held, int replicationFactor, int domains) =>
        Math.Max(0, held + 1 - EvenShare(replicationFactor, domains));

    /// <summary>How many replicas of a partition of this replication factor one domain may hold without a cost.</summary>
    public static int EvenShare(int replicationFactor, int domains) =>
        replicationFactor <= domains || domains == 0 ? int.MaxValue : (replicationFactor + domains - 1) / domains;

    /// <summary>Receiving brokers of each cell within a set.</summary>
    private int[] Open(BrokerSet? set)
    {
        var number = set?.Number ?? -1;
        if (!_open.TryGetValue(number, out var open))
        {
            _open[number] = open = new int[cluster.CellDomains.Length];
            for (var b = 0; b < cluster.Brokers.Length; b++)
            {
                open[cluster.CellOf[b]] += cluster.Roles[b].MayReceive && set?.Members[b] != false ? 1 : 0;
            }
        }

        return open;
    }

    private BestSpread Solve(int replicationFactor, int[] open, ReadOnlySpan<int> cordoned, ReadOnlySpan<int> excluded, int kept)
    {
        var sizes = (int[])open.Clone();
        foreach (var cell in cordoned)
        {
            sizes[cell]++;
        }

        // What must be there is there before the choice begins.
        var held = Array.ConvertAll(cluster.DomainCounts, count => new int[count]);
        foreach (var cell in excluded)
        {
            Take(held, cell);
        }

        if (kept >= 0)
        {
            Take(held, kept);
            sizes[kept]--;
        }

        var reach = new int[held.Length];
        for (var d = 0; d < reach.Length; d++)
        {
            reach[d] = Math.Min(replicationFactor, Enumerable.Range(0, held[d].Length)
                .Count(domain => held[d][domain] > 0
                    || Enumerable.Range(0, sizes.Length).Any(c => sizes[c] > 0 && cluster.CellDomains[c][d] == domain)));
        }

        var choice = replicationFactor - excluded.Length - (kept < 0 ? 0 : 1);
        if (choice < 0 || choice > sizes.Sum())
        {
            return new BestSpread(false, 0, 0, reach);
        }

        int[] usable = [.. Enumerable.Range(0, sizes.Length).Where(c => sizes[c] > 0)];
        SpreadCell[] cells = [.. usable.Select(c => new SpreadCell(cluster.CellDomains[c], sizes[c]))];
        var question = new SpreadQuestion(cells, cluster.DomainCounts, replicationFactor, choice, held);
        var taken = held.Length <= 2 ? SpreadFlow.Solve(question) : new SpreadSearch(question).Run();
        return Measure(question, taken, reach);
    }

    private void Take(int[][] held, int cell)
    {
        for (var d = 0; d < held.Length; d++)
        {
            held[d][cluster.CellDomains[cell][d]]++;
        }
    }

    private static BestSpread Measure(SpreadQuestion question, int[] taken, int[] reach)
    {
        var (missing, excess) = (0, 0);
        for (var d = 0; d < reach.Length; d++)
        {
            var held = (int[])question.Held[d].Clone();
            for (var c = 0; c < taken.Length; c++)
            {
                held[question.Cells[c].Domains[d]] += taken[c];
            }

            missing += Math.Min(question.ReplicationFactor, held.Length) - held.Count(h => h > 0);
            excess += held.Sum(h => Enumerable.Range(0, h).Sum(k => ExcessStep(k, question.ReplicationFactor, held.Length)));
        }

        return new BestSpread(true, missing, excess, reach);
    }
}

/// <summary>The best spread of a partition.</summary>
/// <param name="Reachable">Whether there are enough brokers at all.</param>
/// <param name="Missing">Distinct domains that even a best spread lacks, over all dimensions.</param>
/// <param name="Excess">Its cost beyond an even spread.</param>
/// <param name="Reach">For each dimension, the most distinct domains that any set has, best or not.</param>
internal sealed record BestSpread(bool Reachable, int Missing, int Excess, int[] Reach);

/// <summary>Which replicas are to be spread.</summary>
/// <param name="Cells">The cells to choose from.</param>
/// <param name="DomainCounts">Domains of each dimension.</param>
/// <param name="ReplicationFactor">Replicas in all.</param>
/// <param name="Choice">How many of them are to be chosen.</param>
/// <param name="Held">Held[d][f]: those that are in domain f of dimension d whatever is chosen.</param>
internal sealed record SpreadQuestion(SpreadCell[] Cells, int[] DomainCounts, int ReplicationFactor, int Choice, int[][] Held);

/// <summary>Brokers with the same domain in every dimension.</summary>
/// <param name="Domains">Their domains.</param>
/// <param name="Brokers">How many of them can be chosen.</param>
internal sealed record SpreadCell(int[] Domains, int Brokers);
