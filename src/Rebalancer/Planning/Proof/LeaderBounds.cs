using Rebalancer.Planning.Pricing;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning.Proof;

/// <summary>
/// Bounds on the preferred leaders over all plans that equal this one in spread, balance and moves, whatever replica sets they choose
/// (docs/planning.md, "Leaders, proven together").
/// </summary>
/// <remarks>
/// Evenness: leaders filled level by level, where no broker leads more than it may hold. Changes, broker by broker: what it leads now above
/// its share, or those of its partitions whose leader no set of fewest moves can keep, whichever is more. Which sets those are is what
/// <see cref="MoveProof"/> says; where a plan has moves to spare above that bound, the spare ones are counted off (Lagrangian). All in
/// integers; any prices give a true bound.
/// </remarks>
internal sealed class LeaderBounds
{
    private const int CheckEvery = 256;
    private const int MaxScales = 8;

    private readonly PlanningProblem _problem;
    private readonly long _leaving;
    private readonly bool _isPartial;
    private readonly long _fewestChanges;
    private readonly Lazy<List<(Int128 Slack, List<(int Broker, long Price)> Dear)>> _proofs;

    /// <param name="placement">Replica sets of the plan: what they allow need not be asked for.</param>
    /// <param name="proofs">What bounds its moves; empty where nothing is known of the sets of other plans.</param>
    /// <param name="fewestChanges">What is known of the changes of plans whose leaders are as even as can be.</param>
    /// <param name="isPartial">Whether plans may leave partitions on leaving brokers, where their leaders count nowhere.</param>
    /// <param name="budget">Asked now and then; where the time is up, the bounds are lower.</param>
    public LeaderBounds(Placement placement, IReadOnlyList<MoveProof> proofs, long fewestChanges, bool isPartial, SearchBudget budget)
    {
        _problem = placement.Problem;
        _fewestChanges = fewestChanges;
        _isPartial = isPartial;
        LedNow = new int[_problem.BrokerCount];
        LedAlways = new int[_problem.BrokerCount];
        long movable = 0;
        var lost = new List<int>();
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            if (_problem.Movable[p])
            {
                movable++;
                if (_problem.PreferredLeader(p) is not (>= 0 and var leader))
                {
                    _leaving++;
                    continue;
                }

                LedNow[leader]++;
                if (!placement.Holds(p, leader))
                {
                    lost.Add(p);
                }
            }
            else if (_problem.CountsAsLed(p))
            {
                // Led by its first replica on a judged broker, whatever the plan.
                var present = _problem.PresentOf(p);
                LedAlways[present[FirstLive(present)]]++;
            }
        }

        movable -= isPartial ? _leaving : 0;
        Shares = new(LedAlways, movable, MostLed(movable, proofs));
        for (var b = 0; b < LedAlways.Length; b++)
        {
            LedNow[b] += LedAlways[b];
        }

        // Only where what the brokers lead does not suffice.
        var moves = (Int128)placement.Moves() * Price.Move;
        _proofs = new(() => [.. proofs.Select(proof => (Int128.Max(0, moves - proof.Value), DearLeaders(lost, proof, budget)))]);
    }

    /// <summary>Partitions whose preferred leader each broker is now; without those whose leader is on a leaving broker.</summary>
    public int[] LedNow { get; }

    /// <summary>Those of them that no plan changes.</summary>
    public int[] LedAlways { get; }

    /// <summary>The most even leaders.</summary>
    public LeaderShares Shares { get; }

    /// <summary>No such plan has a smaller sum of squares of leaders per broker.</summary>
    public long SumOfSquares => Shares.SumOfSquares;

    /// <summary>No such plan whose leaders have this sum of squares, or less, changes fewer preferred leaders.</summary>
    /// <param name="sumOfSquares">Of the leaders per broker.</param>
    /// <param name="enough">More than this need not be proven.</param>
    public int Changes(long sumOfSquares, int enough = int.MaxValue)
    {
        if (_isPartial && _leaving > 0)
        {
            return 0;
        }

        // One leader more on a broker that has its share already costs two in the sum of squares, or more.
        var spare = Math.Max(0, (sumOfSquares - SumOfSquares) / 2);
        // Of changes that follow one another in a chain it may save several: what is known of the most even leaders says nothing then.
        var best = Math.Max(spare == 0 ? _fewestChanges : 0, ChangesAt(1, 0, [], spare));
        foreach (var (slack, dear) in best >= enough ? [] : _proofs.Value)
        {
            foreach (var scale in Scales(slack, dear))
            {
                best = Math.Max(best, ChangesAt(scale, slack, dear, spare));
            }
        }

        return checked((int)best);
    }

    /// <summary>What moves one change is to weigh: with none to spare any price decides, else one of the prices that occur.</summary>
    private static IEnumerable<long> Scales(Int128 slack, List<(int Broker, long Price)> dear)
    {
        if (slack == 0)
        {
            return [1];
        }

        long[] prices = [.. dear.Select(x => x.Price).Where(x => x is > 0 and < Price.Forbidden).Append(Price.Move).Distinct().Order()];
        var count = Math.Min(MaxScales, prices.Length);
        return Enumerable.Range(0, count).Select(i => prices[i * prices.Length / count]);
    }

    /// <summary>Changes where one costs <paramref name="scale"/>, and the dear sets may cost <paramref name="slack"/> in all.</summary>
    private long ChangesAt(long scale, Int128 slack, List<(int Broker, long Price)> dear, long spare)
    {
        var lost = new Int128[LedNow.Length];
        foreach (var (broker, price) in dear)
        {
            lost[broker] += Math.Min(scale, price);
        }

        // A broker that leads one more than its lower share keeps a leader, unless its partitions lose theirs anyhow.
        Int128 sum = ((Int128)scale * (_leaving - spare)) - slack;
        var gains = new List<Int128>();
        for (var b = 0; b < LedNow.Length; b++)
        {
            var above = (Int128)scale * (LedNow[b] - Shares.Lower[b]);
            var changes = Int128.Max(lost[b], above);
            sum += changes;
            if (Shares.MayLeadOneMore[b])
            {
                gains.Add(changes - Int128.Max(lost[b], above - scale));
            }
        }

        foreach (var gain in gains.OrderDescending().Take(Shares.OneMore))
        {
            sum -= gain;
        }

        return sum <= 0 ? 0 : (long)((sum + scale - 1) / scale);
    }

    /// <summary>What it would cost to keep the preferred leaders that the plan's sets have lost.</summary>
    private List<(int Broker, long Price)> DearLeaders(List<int> lost, MoveProof proof, SearchBudget budget)
    {
        var dear = new List<(int, long)>();
        var asked = 0;
        foreach (var p in lost)
        {
            if (++asked % CheckEvery == 0 && budget.IsOver)
            {
                break;
            }

            if (proof.LeaderPrice(p) is > 0 and var price)
            {
                dear.Add((_problem.PreferredLeader(p), price));
            }
        }

        return dear;
    }

    private static int FirstLive(ReadOnlySpan<int> present)
    {
        var i = 0;
        while (present[i] < 0)
        {
            i++;
        }

        return i;
    }

    private long[] MostLed(long movable, IReadOnlyList<MoveProof> proofs)
    {
        var most = new long[_problem.BrokerCount];
        Array.Fill(most, movable);
        foreach (var proof in proofs)
        {
            var mayUse = proof.PartitionsThatMayUse();
            for (var b = 0; b < most.Length; b++)
            {
                most[b] = Math.Min(most[b], Math.Min(mayUse[b], proof.MostOnBroker?[b] ?? long.MaxValue));
            }
        }

        return most;
    }
}
