using System.Collections.Immutable;
using CsCheck;
using Rebalancer.Scheduling;
using Rebalancer.Topology;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

public sealed class IntermediateListsTests
{
    private const int BrokerCount = 12;

    // Brokers 1 to 12: fault domain (b - 1) % 3, update domain (b - 1) / 3.
    private static readonly RackTopology s_topology = new(
        [RackDimension.FaultDomain, RackDimension.UpdateDomain],
        [.. Enumerable.Range(1, BrokerCount).Select(b => new BrokerDomains(b, [$"{(b - 1) % 3}", $"{(b - 1) / 3}"]))]);

    private static readonly DomainMap s_domains = new(s_topology.Brokers);

    [Theory]
    [InlineData("1,2,3", "1,2,3", "")]
    [InlineData("1,2,3", "3,2,1", "3,2,1")]
    [InlineData("1,2,3", "1,2,6", "1,2,6")]
    // 2 for 5 first, so that the leader goes last, would put two replicas into update domain 0
    [InlineData("1,5,9", "10,2,9", "10,5,9 10,2,9")]
    [InlineData("1,2", "1,2,3,4", "1,2,3 1,2,3,4")]
    [InlineData("1,2,3,4", "1,2", "1,2,4 1,2")]
    public void Path_OneReplicaAtATime_IsTheLists(string from, string to, string lists) =>
        Text(IntermediateLists.Path(List(from), List(to), _ => true, s_domains, whole: false)).ShouldBe(lists);

    [Fact]
    public void Path_Whole_IsTheTargetAlone() =>
        Text(IntermediateLists.Path(List("1,2,3"), List("4,5,6"), _ => true, s_domains, whole: true)).ShouldBe("4,5,6");

    [Fact]
    public void Path_NoSingleStepIsSafe_TakesTheWholeSet()
    {
        // Fault domains 0 and 1 both ways, exchanged: either single step would put both replicas into one of them.
        Text(IntermediateLists.Path(List("1,2"), List("5,4"), _ => true, s_domains, whole: false)).ShouldBe("1,5 5,4");
        Text(IntermediateLists.Path(List("1,5"), List("2,4"), _ => true, s_domains, whole: false)).ShouldBe("2,4");
    }

    [Fact]
    public void Path_DeadBroker_IsReplacedFirst() =>
        IntermediateLists.Path(List("1,2,3"), List("4,2,6"), b => b != 3, s_domains, whole: false)[0].ShouldNotContain(3);

    [Theory]
    // 1 and 2 are dead: a list with one of them would wait for it for ever.
    [InlineData("1,2,3", "4,5,3", "4,5,3")]
    [InlineData("1,2,3,6", "4,5,9,7", "4,3,6,5 4,5,9,7")]
    [InlineData("1,6", "3,4,6", "3,4,6")]
    public void Path_DeadBrokers_AreReplacedTogether(string from, string to, string lists) =>
        Text(IntermediateLists.Path(List(from), List(to), b => b > 2, new DomainMap([]), whole: false)).ShouldBe(lists);

    [Fact]
    public void Path_AnyLists_NeverWorseThanTheWorseEndAndOneCopyAStepWherePossible()
    {
        var brokers = Gen.Shuffle(Enumerable.Range(1, BrokerCount).ToArray());
        Gen.Select(brokers, brokers, Gen.Int[1, 5], Gen.Int[0, BrokerCount].HashSet[0, 2]).Sample((first, second, count, dead) =>
        {
            ImmutableArray<int> from = [.. first.Take(count)], to = [.. second.Where(b => !dead.Contains(b)).Take(count)];
            bool IsLive(int b) => !dead.Contains(b);
            var path = IntermediateLists.Path(from, to, IsLive, s_domains, whole: false);

            (path.IsEmpty ? from : path[^1]).ShouldBe(to);
            var present = from;
            foreach (var list in path)
            {
                list.Length.ShouldBe(count);
                list.Distinct().Count().ShouldBe(count);
                list.ShouldNotContain(b => dead.Contains(b));
                list.Count(IsLive).ShouldBeGreaterThanOrEqualTo(Math.Min(from.Count(IsLive), to.Count(IsLive)));
                foreach (var domain in new Func<int, int>[] { b => (b - 1) % 3, b => (b - 1) / 3 })
                {
                    int Distinct(IEnumerable<int> l) => l.Where(IsLive).Select(domain).Distinct().Count();
                    Distinct(list).ShouldBeGreaterThanOrEqualTo(Math.Min(Distinct(from), Distinct(to)));
                }

                present.Except(list).Except(from).ShouldBeEmpty("a replica that was just copied is given up again");
                present = list;
            }
        }, seed: "0000KuvzWg_3", iter: 3000);
    }

    private static ImmutableArray<int> List(string text) => [.. text.Split(',').Select(int.Parse)];

    private static string Text(ImmutableArray<ImmutableArray<int>> lists) => string.Join(' ', lists.Select(l => string.Join(',', l)));
}
