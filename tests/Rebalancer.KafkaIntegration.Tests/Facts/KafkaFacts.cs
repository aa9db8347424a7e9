using Rebalancer.KafkaIntegration.Tests.Clusters;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Facts;

/// <summary>The facts on a real cluster.</summary>
public abstract class KafkaFacts(KafkaFixture fixture) : ClusterFacts
{
    /// <summary>The real cluster, with the doors that only it has.</summary>
    protected KafkaCluster Kafka => fixture.Cluster;

    /// <inheritdoc/>
    protected override ITestCluster Cluster => fixture.Cluster;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Racks => fixture.Cluster.Options.Racks;

    /// <inheritdoc/>
    protected override Task FillAsync(string topic, int partitions, int bytes) =>
        RecordProducer.FillAsync(Cluster.BootstrapServers, topic, partitions, bytes, TestContext.Current.CancellationToken);
}

/// <summary>Kafka 4.3.1, KRaft.</summary>
[Collection(nameof(Kafka431Collection))]
public sealed class Kafka431Facts(Kafka431Fixture fixture) : KafkaFacts(fixture);

/// <summary>Kafka 3.9.2 with ZooKeeper.</summary>
[Collection(nameof(Kafka392ZooKeeperCollection))]
public sealed class Kafka392ZooKeeperFacts(Kafka392ZooKeeperFixture fixture) : KafkaFacts(fixture)
{
    /// <inheritdoc/>
    protected override bool IsKRaft => false;

    /// <inheritdoc/>
    protected override bool CanForbidReplicationFactorChange => false;
}

/// <summary>Kafka 3.9.2, KRaft.</summary>
[Collection(nameof(Kafka392KRaftCollection))]
public sealed class Kafka392KRaftFacts(Kafka392KRaftFixture fixture) : KafkaFacts(fixture)
{
    /// <inheritdoc/>
    protected override bool CanForbidReplicationFactorChange => false;
}

/// <summary>Kafka 2.4.1 with ZooKeeper: HDInsight's, and the oldest with reassignment calls.</summary>
[Collection(nameof(Kafka241Collection))]
public sealed class Kafka241Facts(Kafka241Fixture fixture) : KafkaFacts(fixture)
{
    /// <inheritdoc/>
    protected override bool IsKRaft => false;

    /// <inheritdoc/>
    protected override bool CanForbidReplicationFactorChange => false;

    /// <inheritdoc/>
    protected override bool TellsFreeSpace => false;

    /// <inheritdoc/>
    protected override bool HasTopicIds => false;

    /// <inheritdoc/>
    protected override bool ThrottleRatesReadable => false;
}
