using Rebalancer.KafkaIntegration.Tests.Clusters;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Apply;

/// <summary>Six brokers over 3 x 2 domains, and three more that came later and hold nothing of the tests' topics.</summary>
public abstract class ApplyFixture(string version, string mode, bool onlyWithAll) : KafkaFixture(
    new KafkaClusterOptions { Version = version, Mode = mode, Racks = ["FD0UD0", "FD1UD0", "FD2UD0", "FD0UD1", "FD1UD1", "FD2UD1"] },
    onlyWithAll)
{
    protected override Task PrepareAsync(KafkaCluster cluster, CancellationToken cancellationToken) =>
        cluster.AddBrokersAsync("FD0UD2", "FD1UD2", "FD2UD2");
}

/// <summary>Kafka 4.3.1, KRaft.</summary>
public sealed class Apply431Fixture() : ApplyFixture(KafkaClusterOptions.DefaultVersion, "kraft", onlyWithAll: false);

/// <summary>Kafka 3.9.2 with ZooKeeper.</summary>
public sealed class Apply392Fixture() : ApplyFixture("3.9.2", "zookeeper", onlyWithAll: true);

/// <summary>Kafka 2.4.1 with ZooKeeper.</summary>
public sealed class Apply241Fixture() : ApplyFixture("2.4.1", "zookeeper", onlyWithAll: true);

[CollectionDefinition(nameof(Apply431Collection))]
public sealed class Apply431Collection : ICollectionFixture<Apply431Fixture>;

[CollectionDefinition(nameof(Apply392Collection))]
public sealed class Apply392Collection : ICollectionFixture<Apply392Fixture>;

[CollectionDefinition(nameof(Apply241Collection))]
public sealed class Apply241Collection : ICollectionFixture<Apply241Fixture>;

/// <summary>apply on Kafka 4.3.1.</summary>
[Collection(nameof(Apply431Collection))]
public sealed class Apply431Tests(Apply431Fixture fixture) : ApplyOnKafkaTests(fixture);

/// <summary>apply on Kafka 3.9.2 with ZooKeeper.</summary>
[Collection(nameof(Apply392Collection))]
public sealed class Apply392Tests(Apply392Fixture fixture) : ApplyOnKafkaTests(fixture);

/// <summary>apply on Kafka 2.4.1 with ZooKeeper, which hides its throttle rates.</summary>
[Collection(nameof(Apply241Collection))]
public sealed class Apply241Tests(Apply241Fixture fixture) : ApplyOnKafkaTests(fixture)
{
    /// <inheritdoc/>
    protected override bool ThrottleRatesReadable => false;
}

/// <summary>What operators do all year, on Kafka 4.3.1.</summary>
[Collection(nameof(Apply431Collection))]
public sealed class Operations431Tests(Apply431Fixture fixture) : OperationsOnKafkaTests(fixture);

/// <summary>What operators do all year, on Kafka 3.9.2 with ZooKeeper.</summary>
[Collection(nameof(Apply392Collection))]
public sealed class Operations392Tests(Apply392Fixture fixture) : OperationsOnKafkaTests(fixture);

/// <summary>What operators do all year, on Kafka 2.4.1 with ZooKeeper.</summary>
[Collection(nameof(Apply241Collection))]
public sealed class Operations241Tests(Apply241Fixture fixture) : OperationsOnKafkaTests(fixture);
