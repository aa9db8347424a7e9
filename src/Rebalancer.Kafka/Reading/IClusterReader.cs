namespace Rebalancer.Kafka;

/// <summary>Reads a cluster into a <see cref="ClusterSnapshot"/>. <see cref="ClusterReader"/> does; a test may put another here.</summary>
/// <remarks>Implementations are safe for concurrent use and change nothing. <see cref="SnapshotFile"/> reads saved snapshots.</remarks>
public interface IClusterReader
{
    /// <summary>Reads the whole cluster. Safe to repeat.</summary>
    /// <param name="options">What to read; <see cref="ReadOptions.Default"/> where null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The cluster; what could not be told, such as the sizes of a broker that does not answer, is a warning in it.</returns>
    /// <exception cref="InputException">An option is out of range.</exception>
    /// <exception cref="KafkaClusterException">
    /// The cluster cannot be reached, or refuses what a correct snapshot cannot do without.
    /// </exception>
    Task<ClusterSnapshot> ReadAsync(ReadOptions? options = null, CancellationToken cancellationToken = default);
}
