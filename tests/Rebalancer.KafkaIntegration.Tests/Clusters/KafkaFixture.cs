using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>
/// A cluster that the tests of one collection share: started before the first, disposed after the last, never started where its tests are
/// skipped.
/// </summary>
public abstract class KafkaFixture(KafkaClusterOptions options, bool onlyWithAll = false) : IAsyncLifetime
{
    private KafkaCluster? _cluster;

    /// <summary>The running cluster; a test asks for it first, since this is also where it is skipped.</summary>
    public KafkaCluster Cluster
    {
        get
        {
            if (KafkaInstallation.SkipReason(options, onlyWithAll) is { } reason)
            {
                Assert.Skip(reason);
            }

            return _cluster!;
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (KafkaInstallation.SkipReason(options, onlyWithAll) is null)
        {
            _cluster = await KafkaCluster.StartAsync(options, TestContext.Current.CancellationToken);
            await PrepareAsync(_cluster, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>What all tests of the collection want, such as topics.</summary>
    protected virtual Task PrepareAsync(KafkaCluster cluster, CancellationToken cancellationToken) => Task.CompletedTask;
}
