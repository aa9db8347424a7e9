using System.Numerics;
using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;
using Rebalancer.Topology;
using Rebalancer.Verification;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Verification;

public sealed class ReachableSpreadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void For_RandomRolesSetsHoldersAndOneKept_EqualsEnumerationOfBrokerSets(int dimensions)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var brokers = 1 + random.Next(7);
            var domains = Enumerable.Range(0, dimensions)
                .Select(_ => Enumerable.Range(0, brokers).Select(_ => random.Next(1 + random.Next(4))).ToArray()).ToArray();
            var cluster = Cluster(domains, brokers, random);
            var reachable = new ReachableSpread(cluster);
            var set = random.Next(3) == 0 ? new BrokerSet(0, "", [.. Enumerable.Range(0, brokers).Select(_ => random.Next(3) > 0)]) : null;
            int[] present = [.. Enumerable.Range(0, brokers).Where(_ => random.Next(3) == 0)];
            int[] mayStay = [.. present.Where(
                b => cluster.Roles[b] == BrokerRole.Excluded || (!cluster.Roles[b].IsLeaving && set?.Members[b] != false))];
            for (var factor = 1; factor <= brokers; factor++)
            {
                foreach (var kept in (int[])[-1, .. mayStay])
                {
                    var best = reachable.For(factor, set, present, kept);

                    var expected = Enumerate(cluster, set, present, factor, kept);
                    var message = $"seed {seed}, factor {factor}, kept {kept}";
                    best.Reachable.ShouldBe(expected < int.MaxValue, message);
                    if (best.Reachable)
                    {
                        ((ReachableSpread.MissingWeight * best.Missing) + best.Excess).ShouldBe(expected, message);
                    }
                }
            }
        }
    }

    [Fact]
    public void For_TwoDimensions_SearchAndFlowAgree()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var brokers = 4 + random.Next(16);
            int[] counts = [2 + random.Next(4), 2 + random.Next(5)];
            SpreadCell[] cells = [.. Enumerable.Range(0, brokers).Select(_ => (random.Next(counts[0]), random.Next(counts[1])))
                .GroupBy(x => x).Select(g => new SpreadCell([g.Key.Item1, g.Key.Item2], g.Count()))];
            var choice = 1 + random.Next(Math.Min(5, brokers));
            int[][] held = [new int[counts[0]], new int[counts[1]]];
            var forced = random.Next(3);
            for (var i = 0; i < forced; i++)
            {
                held[0][random.Next(counts[0])]++;
                held[1][random.Next(counts[1])]++;
            }

            var question = new SpreadQuestion(cells, counts, choice + forced, choice, held);
            var flow = SpreadFlow.Solve(question);
            var search = new SpreadSearch(question).Run();

            flow.Sum().ShouldBe(choice);
            Cost(question, flow).ShouldBe(Cost(question, search), $"seed {seed}");
        }
    }

    private static VerifiedCluster Cluster(int[][] domains, int brokers, Random random)
    {
        BrokerRole[] roles = [.. Enumerable.Range(0, brokers).Select(_ => BrokerRole.All[random.Next(2) == 0 ? 0 : 2 + random.Next(3)])];
        int[] In(BrokerRole role) => [.. Enumerable.Range(0, brokers).Where(b => roles[b] == role)];
        var snapshot = new ClusterSnapshot(null, [.. Enumerable.Range(0, brokers).Select(b => new Broker(b, "", null))], [], []);
        var topology = new RackTopology(
            [.. domains.Select((_, d) => new RackDimension($"d{d}", $"d{d}"))],
            [.. Enumerable.Range(0, brokers).Select(b => new BrokerDomains(b, [.. domains.Select(d => $"{d[b]}")]))]);
        var given = new GivenRoles
        {
            Draining = [.. In(BrokerRole.Draining)],
            Cordoned = [.. In(BrokerRole.Cordoned)],
            Excluded = [.. In(BrokerRole.Excluded)]
        };
        return new VerifiedCluster(snapshot, topology, given);
    }

    private static int Cost(SpreadQuestion question, int[] taken) => question.DomainCounts.Select((count, d) =>
    {
        var held = (int[])question.Held[d].Clone();
        for (var c = 0; c < taken.Length; c++)
        {
            held[question.Cells[c].Domains[d]] += taken[c];
        }

        return DimensionCost(held, question.ReplicationFactor, count);
    }).Sum();

    private static int Enumerate(VerifiedCluster cluster, BrokerSet? set, int[] present, int factor, int kept)
    {
        bool In(int b) => set?.Members[b] != false;
        bool May(int b) => (cluster.Roles[b] == BrokerRole.Member && In(b))
            || (cluster.Roles[b] == BrokerRole.Cordoned && In(b) && present.Contains(b)) || Must(b);
        bool Must(int b) => cluster.Roles[b] == BrokerRole.Excluded && present.Contains(b);
        var best = int.MaxValue;
        for (var bits = 0; bits < 1 << cluster.Brokers.Length; bits++)
        {
            int[] chosen = [.. Enumerable.Range(0, cluster.Brokers.Length).Where(b => (bits >> b & 1) == 1)];
            if (BitOperations.PopCount((uint)bits) == factor && chosen.All(May) && (kept < 0 || chosen.Contains(kept))
                && Enumerable.Range(0, cluster.Brokers.Length).Where(Must).All(chosen.Contains))
            {
                best = Math.Min(best, cluster.DomainCounts.Select((count, d) =>
                    DimensionCost([.. chosen.GroupBy(b => cluster.Domains[d][b]).Select(g => g.Count())], factor, count)).Sum());
            }
        }

        return best;
    }

    private static int DimensionCost(int[] held, int factor, int domains)
    {
        var even = (factor + domains - 1) / domains;
        var excess = factor > domains ? held.Sum(n => Enumerable.Range(1, n).Sum(k => Math.Max(0, k - even))) : 0;
        return (1000 * (Math.Min(factor, domains) - held.Count(n => n > 0))) + excess;
    }
}
