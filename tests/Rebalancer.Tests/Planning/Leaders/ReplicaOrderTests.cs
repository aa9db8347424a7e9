using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Leaders;

public sealed class ReplicaOrderTests
{
    [Fact]
    public void Arrange_NothingNewAndSameLeader_IsUnchanged()
    {
        var model = RandomProblem.Create(3, 6, 40, 4, [], pinned: false);
        var leaders = model.Offsets[..^1];

        ReplicaOrder.Arrange(Placement.Present(model), leaders).ShouldBe(Placement.Present(model).Brokers);
    }

    [Fact]
    public void Arrange_NewLeader_TradesPlacesWithTheFirst()
    {
        var model = RandomProblem.Create(5, 6, 1, 4, [], pinned: false);
        var placed = new[] { 4, 2, 5, 1 }[..model.Width(0)];
        var last = placed.Length - 1;

        var ordered = ReplicaOrder.Arrange(Placement.From(model, placed), [last]);

        ordered[0].ShouldBe(placed[last]);
        ordered[last].ShouldBe(placed[0]);
        ordered[1..^1].ShouldBe(placed[1..^1]);
    }

    [Fact]
    public void Arrange_PinnedPartition_KeepsItsListWhoeverLeads()
    {
        var model = RandomProblem.Create(11, 5, 200, 4, []);
        var leaders = Enumerable.Range(0, model.PartitionCount).Select(p => model.Offsets[p + 1] - 1).ToArray();

        var ordered = ReplicaOrder.Arrange(Placement.Present(model), leaders);

        for (var p = 0; p < model.PartitionCount; p++)
        {
            if (!model.Movable[p])
            {
                ordered[model.Offsets[p]..model.Offsets[p + 1]].ShouldBe(Placement.Present(model).Of(p).ToArray());
            }
        }
    }
}
