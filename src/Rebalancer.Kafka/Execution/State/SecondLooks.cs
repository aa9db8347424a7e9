using Rebalancer.Cluster;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.State;

/// <summary>
/// Whether what seems changed is to be looked at again: metadata may be behind, so each partition has some seconds of its own, from the
/// first look that showed what the last one shows.
/// </summary>
internal sealed class SecondLooks
{
    /// <summary>Where something else seems changed at every look, there is an end too.</summary>
    private const int Most = 20;

    private Dictionary<(TopicPartition, string), DateTimeOffset> _since = [];
    private int _looks;

    /// <param name="changed">What seems changed by the last look.</param>
    /// <param name="at">When that was.</param>
    public bool AreDue(IEnumerable<PartitionTask> changed, DateTimeOffset at)
    {
        _since = changed.Select(t => (t.Partition, t.Drift!)).ToDictionary(c => c, c => _since.GetValueOrDefault(c, at));
        return ++_looks < Most && _since.Values.Any(since => at - since < ClusterObserver.SecondLook);
    }
}
