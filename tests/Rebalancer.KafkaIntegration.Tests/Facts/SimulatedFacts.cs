using Rebalancer.Kafka.Simulator;
using Rebalancer.KafkaIntegration.Tests.Clusters;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Facts;

/// <summary>A simulated cluster on loopback, on the real clock, with Kafka's own tools from tools/kafka.sh.</summary>
public abstract class SimulatedFixture : IAsyncLifetime
{
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedClusterServer _server;
    private readonly bool _onlyWithAll;

    /// <summary>Starts it: four brokers as the facts want them.</summary>
    protected SimulatedFixture(SimulatedRelease release, bool onlyWithAll)
    {
        _onlyWithAll = onlyWithAll;
        _cluster = new SimulatedCluster(
            SimulatedClusterOptions.Default with
            {
                Release = release,
                LogDirsPerBroker = 2,
                SessionTimeout = TimeSpan.FromSeconds(1),
                MaxRequestPartitionSizeLimit = 5,
            },
            TimeProvider.System);
        foreach (var (index, rack) in Racks.Index())
        {
            _cluster.AddBroker(1001 + index, rack);
        }

        _server = SimulatedClusterServer.Start(_cluster);
    }

    /// <summary>The racks of the brokers.</summary>
    public static IReadOnlyList<string> Racks { get; } = ["FD0UD0", "FD0UD1", "FD1UD0", "FD2UD1"];

    /// <summary>The cluster as the facts use it; where no Kafka is found for the tools, the test is skipped here.</summary>
    public ITestCluster Cluster
    {
        get
        {
            if (KafkaInstallation.SkipReason(new KafkaClusterOptions(), _onlyWithAll) is { } reason)
            {
                Assert.Skip(reason);
            }

            return new Doors(_cluster, _server);
        }
    }

    /// <summary>Sets the size of each partition.</summary>
    public void Fill(string topic, int partitions, int bytes)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            _cluster.SetPartitionBytes(topic, partition, bytes);
        }
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cluster.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class Doors(SimulatedCluster cluster, SimulatedClusterServer server) : ITestCluster
    {
        public string BootstrapServers => server.BootstrapServers;

        public Task<CommandResult> RunToolAsync(string name, params IEnumerable<string> arguments) => Command.RunAsync(
            ["bash", KafkaInstallation.Script, "tool", name, "--bootstrap-server", BootstrapServers, .. arguments], TimeSpan.FromMinutes(3),
            TestContext.Current.CancellationToken);

        public Task KillBrokerAsync(int id)
        {
            cluster.StopBroker(id);
            return Task.CompletedTask;
        }

        public Task StartBrokerAsync(int id)
        {
            cluster.StartBroker(id);
            return Task.CompletedTask;
        }
    }
}

/// <summary>The facts on the simulated cluster: what it answers is held to what real Kafka answers, call by call.</summary>
public abstract class SimulatedFacts(SimulatedFixture fixture) : ClusterFacts
{
    /// <inheritdoc/>
    protected override ITestCluster Cluster => fixture.Cluster;

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Racks => SimulatedFixture.Racks;

    /// <inheritdoc/>
    protected override Task FillAsync(string topic, int partitions, int bytes)
    {
        fixture.Fill(topic, partitions, bytes);
        return Task.CompletedTask;
    }
}

/// <summary>Like 4.3.1.</summary>
public sealed class SimulatedKRaft43Fixture() : SimulatedFixture(SimulatedRelease.KRaft43, onlyWithAll: false);

/// <summary>Like 3.9.2 with KRaft.</summary>
public sealed class SimulatedKRaft39Fixture() : SimulatedFixture(SimulatedRelease.KRaft39, onlyWithAll: true);

/// <summary>Like 3.9.2 with ZooKeeper.</summary>
public sealed class SimulatedZooKeeper39Fixture() : SimulatedFixture(SimulatedRelease.ZooKeeper39, onlyWithAll: true);

/// <summary>Like 2.4.1.</summary>
public sealed class SimulatedZooKeeper24Fixture() : SimulatedFixture(SimulatedRelease.ZooKeeper24, onlyWithAll: true);

/// <summary>Like 4.3.1.</summary>
public sealed class SimulatedKRaft43Facts(SimulatedKRaft43Fixture fixture) : SimulatedFacts(fixture), IClassFixture<SimulatedKRaft43Fixture>
{
    /// <inheritdoc/>
    protected override bool HasEligibleLeaderReplicas => true;
}

/// <summary>Like 3.9.2 with KRaft.</summary>
public sealed class SimulatedKRaft39Facts(SimulatedKRaft39Fixture fixture) : SimulatedFacts(fixture), IClassFixture<SimulatedKRaft39Fixture>
{
    /// <inheritdoc/>
    protected override bool CanForbidReplicationFactorChange => false;
}

/// <summary>Like 3.9.2 with ZooKeeper.</summary>
public sealed class SimulatedZooKeeper39Facts(SimulatedZooKeeper39Fixture fixture)
    : SimulatedFacts(fixture), IClassFixture<SimulatedZooKeeper39Fixture>
{
    /// <inheritdoc/>
    protected override bool IsKRaft => false;

    /// <inheritdoc/>
    protected override bool CanForbidReplicationFactorChange => false;
}

/// <summary>Like 2.4.1.</summary>
public sealed class SimulatedZooKeeper24Facts(SimulatedZooKeeper24Fixture fixture)
    : SimulatedFacts(fixture), IClassFixture<SimulatedZooKeeper24Fixture>
{
    /// <inheritdoc/>
    protected override IReadOnlyList<string> AcceptedThrottleLists => ["*", "0:1001,0:1002", "*,0:1001"];

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
