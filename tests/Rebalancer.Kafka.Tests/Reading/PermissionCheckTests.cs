using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Reading;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Reading;

public sealed class PermissionCheckTests
{
    private static readonly AclOperation[] s_all = Enum.GetValues<AclOperation>();

    [Theory]
    [InlineData(ClusterAccess.Read, 1, 2)]
    [InlineData(ClusterAccess.Apply, 4, 3)]
    public void Check_EverythingAllowed_MissesNothing(ClusterAccess access, int onCluster, int onTopic)
    {
        var report = PermissionCheck.Check(access, Cluster(s_all), [Topic("t", s_all)]);

        report.IsSufficient.ShouldBeTrue();
        report.Describe().ShouldBeNull();
        report.Unknown.ShouldBeEmpty();
        report.Needed.Count(p => p.Topic is null).ShouldBe(onCluster);
        report.Needed.Count(p => p.Topic == "t").ShouldBe(onTopic);
    }

    [Fact]
    public void Check_OneMissing_IsNamedWithItsPurpose()
    {
        var report = PermissionCheck.Check(
            ClusterAccess.Apply,
            Cluster([AclOperation.Describe, AclOperation.DescribeConfigs, AclOperation.AlterConfigs]),
            [Topic("t", s_all)]);

        report.Describe().ShouldBe("Permissions are missing: ALTER on CLUSTER (to reassign partitions and elect leaders).");
    }

    [Fact]
    public void Check_TopicRefused_LacksEverything()
    {
        var refused = new TopicDescription("t", null, new KafkaError(KafkaErrorCode.TopicAuthorizationFailed, null), []);

        PermissionCheck.Check(ClusterAccess.Apply, Cluster(s_all), [refused]).Missing.Select(p => p.Operation)
            .ShouldBe([AclOperation.Describe, AclOperation.DescribeConfigs, AclOperation.AlterConfigs]);
    }

    [Fact]
    public void Check_ClusterDoesNotTell_IsUnknownAndNotMissing()
    {
        var report = PermissionCheck.Check(ClusterAccess.Read, Cluster(null), [Topic("t", s_all)]);

        report.IsSufficient.ShouldBeTrue();
        report.Unknown.ShouldHaveSingleItem().ToString().ShouldBe("DESCRIBE on CLUSTER (to list reassignments and log dirs)");
    }

    [Fact]
    public void Describe_ManyMissing_NamesFiveAndCountsTheRest()
    {
        var report = PermissionCheck.Check(ClusterAccess.Read, Cluster([]), [.. Enumerable.Range(0, 4).Select(i => Topic($"t{i}", []))]);

        report.Describe().ShouldNotBeNull().ShouldEndWith("DESCRIBE_CONFIGS on TOPIC t1 (to read min.insync.replicas), and 4 more.");
    }

    private static ClusterDescription Cluster(AclOperation[]? operations) =>
        new FakeClusterAdmin().Cluster with { AuthorizedOperations = operations?.ToHashSet() };

    private static TopicDescription Topic(string name, AclOperation[] operations) =>
        new(name, null, null, []) { AuthorizedOperations = operations.ToHashSet() };
}
