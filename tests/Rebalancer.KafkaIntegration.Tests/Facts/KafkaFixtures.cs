using Rebalancer.KafkaIntegration.Tests.Clusters;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Facts;

/// <summary>The cluster of <see cref="Kafka431Facts"/>: six brokers over 3 x 2 domains, KRaft.</summary>
public sealed class Kafka431Fixture() : KafkaFixture(Options)
{
    public static KafkaClusterOptions Options { get; } = FactClusters.Of(
        KafkaClusterOptions.DefaultVersion, "kraft", "FD0UD0", "FD0UD1", "FD1UD0", "FD1UD1", "FD2UD0", "FD2UD1");
}

/// <summary>The cluster of <see cref="Kafka392ZooKeeperFacts"/>.</summary>
public sealed class Kafka392ZooKeeperFixture() : KafkaFixture(Options)
{
    public static KafkaClusterOptions Options { get; } = FactClusters.Of("3.9.2", "zookeeper", "FD0UD0", "FD0UD1", "FD1UD0", "FD2UD1");
}

/// <summary>The cluster of <see cref="Kafka392KRaftFacts"/>.</summary>
public sealed class Kafka392KRaftFixture() : KafkaFixture(Options, onlyWithAll: true)
{
    public static KafkaClusterOptions Options { get; } = FactClusters.Of("3.9.2", "kraft", "FD0UD0", "FD0UD1", "FD1UD0", "FD2UD1");
}

/// <summary>The cluster of <see cref="Kafka241Facts"/>.</summary>
public sealed class Kafka241Fixture() : KafkaFixture(Options)
{
    public static KafkaClusterOptions Options { get; } = FactClusters.Of("2.4.1", "zookeeper", "FD0UD0", "FD0UD1", "FD1UD0", "FD2UD1");
}

[CollectionDefinition(nameof(Kafka431Collection))]
public sealed class Kafka431Collection : ICollectionFixture<Kafka431Fixture>;

[CollectionDefinition(nameof(Kafka392ZooKeeperCollection))]
public sealed class Kafka392ZooKeeperCollection : ICollectionFixture<Kafka392ZooKeeperFixture>;

[CollectionDefinition(nameof(Kafka392KRaftCollection))]
public sealed class Kafka392KRaftCollection : ICollectionFixture<Kafka392KRaftFixture>;

[CollectionDefinition(nameof(Kafka241Collection))]
public sealed class Kafka241Collection : ICollectionFixture<Kafka241Fixture>;

internal static class FactClusters
{
    /// <summary>
    /// A cluster as <see cref="ClusterFacts"/> wants it: pages are small, so that a few topics make several (Kafka before 3.8 and ZooKeeper
    /// mode have no pages, and pass over the setting).
    /// </summary>
    public static KafkaClusterOptions Of(string version, string mode, params string[] racks) =>
        new() { Version = version, Mode = mode, Racks = racks, LogDirs = 2, Settings = ["max.request.partition.size.limit=5"] };
}
