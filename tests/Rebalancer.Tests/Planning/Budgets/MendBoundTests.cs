using Rebalancer.Planning.Budgets;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Spread;
using Rebalancer.TestKit;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Budgets;

/// <summary>What so few copies leave at least: replicas on leaving brokers, missing replicas, missing domains.</summary>
public sealed class MendBoundTests
{
    [Fact]
    public void After_EachCopy_WinsTheDomainThatAPartitionLacks() =>
        Left(Three().Topic("t", [1001, 1004], [1004, 1001], [1001, 1002]), 4).ShouldBe([(0, 0, 2), (0, 0, 1), (0, 0, 0), (0, 0, 0)]);

    [Fact]
    public void After_TwoDimensions_TheCopiesThatWinInBothComeFirst()
    {
        // The first lacks an FD and a UD, the second a UD, and the third two of each: a copy wins one of each.
        var cluster = ClusterBuilder.Brokers(7).Racks("FD0UD0", "FD0UD0", "FD0UD0", "FD1UD0", "FD1UD1", "FD2UD2", "FD0UD1")
            .Topic("t", [1001, 1002], [1001, 1004], [1001, 1002, 1003], [1001, 1005]);

        Left(cluster, 6).ShouldBe([(0, 0, 7), (0, 0, 5), (0, 0, 3), (0, 0, 1), (0, 0, 0), (0, 0, 0)]);
    }

    [Fact]
    public void After_LeavingReplicas_AreReplacedFirst()
    {
        var drain = new PlanOptions { Roles = new() { Draining = [1003] } };

        Left(Three().Topic("t", [1001, 1003], [1003, 1002]), 3, drain).ShouldBe([(2, 0, 0), (1, 0, 0), (0, 0, 0)]);
        Left(Three().Dead(1003).Topic("t", [1001, 1003], [1003, 1002]), 3)
            .ShouldBe([(2, 0, 2), (1, 0, 1), (0, 0, 0)], "a dead one spreads nothing");
    }

    [Fact]
    public void After_ReplacedInADomainOfItsOwn_ItIsLostAndMustBeWonAgain()
    {
        // r0 twice and 1003 alone in r2: the copy that replaces it keeps r2 or wins r1, and another one the other.
        var drain = new PlanOptions { Roles = new() { Draining = [1003] } };

        Left(Three().Topic("t", [1001, 1004, 1003]), 3, drain).ShouldBe([(1, 0, 1), (0, 0, 1), (0, 0, 0)]);
    }

    [Fact]
    public void After_ReplacedBesideOneOfItsDomain_ItsCopyWinsAnother()
    {
        var drain = new PlanOptions { Roles = new() { Draining = [1003] } };

        Left(Three().Topic("t", [1003, 1006]), 2, drain).ShouldBe([(1, 0, 1), (0, 0, 0)]);
        Left(Three().Topic("t", [1006, 1003]), 2, drain).ShouldBe([(1, 0, 1), (0, 0, 0)]);
    }

    [Fact]
    public void After_MissingReplicas_AreAddedOnceNothingIsLeaving()
    {
        var raise = new PlanOptions { ReplicationFactorOf = _ => 3 };
        var both = raise with { Roles = new() { Draining = [1003] } };

        Left(Three().Topic("t", [1001, 1002], [1001, 1004]), 4, raise).ShouldBe([(0, 2, 3), (0, 1, 2), (0, 0, 1), (0, 0, 0)]);
        Left(Three().Topic("t", [1001, 1003]), 3, both).ShouldBe([(1, 1, 1), (0, 1, 1), (0, 0, 0)]);
    }

    [Fact]
    public void After_LoweredList_DropsItsLeavingReplicasWithoutACopy()
    {
        var lower = new PlanOptions { ReplicationFactorOf = _ => 2, Roles = new() { Draining = [1003] } };

        Left(Three().Topic("t", [1001, 1002, 1003]), 2, lower).ShouldBe([(0, 0, 0), (0, 0, 0)]);
        Left(Three().Topic("t", [1001, 1004, 1007]), 2, lower).ShouldBe([(0, 0, 1), (0, 0, 0)]);
        Left(Three().Topic("t", [1001, 1003, 1006]), 1, lower with { Roles = new() { Draining = [1003, 1006] } }).ShouldBe([(1, 0, 0)]);
    }

    [Fact]
    public void After_WhatNoPlanMayChange_IsNotCounted()
    {
        var cluster = Three().Topic("t", [1001, 1004], [1001, 1004]);

        Left(cluster, 2, new() { PinFilter = p => p.Partition == 0 }).ShouldBe([(0, 0, 1), (0, 0, 0)]);
    }

    [Fact]
    public void After_DomainsThatNoSetCanHave_StayMissing()
    {
        var within = new PlanOptions { BrokersOf = _ => [1001, 1004, 1007, 1002] };

        Left(Three().Topic("t", [1001, 1004, 1007], [1001, 1002, 1004]), 3, within).ShouldBe([(0, 0, 3), (0, 0, 2), (0, 0, 2)]);
    }

    /// <summary>1001, 1004, 1007 in r0, 1002, 1005 in r1, 1003, 1006 in r2.</summary>
    private static ClusterBuilder Three() => ClusterBuilder.Brokers(7).Racks(3);

    private static (long, long, long)[] Left(ClusterBuilder cluster, int copies, PlanOptions? options = null)
    {
        var problem = Problems.Of(cluster.BuildRequest(options));
        var bound = new MendBound(Placement.Present(problem), PartitionSpreads.Best(CellGrid.Of(problem)));
        return [.. Enumerable.Range(0, copies).Select(n => bound.After(n))];
    }
}
