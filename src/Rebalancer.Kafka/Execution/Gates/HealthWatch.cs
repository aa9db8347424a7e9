using Rebalancer.Cluster;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>
/// Tells what fell ill since a run began from what was ill before: only the former may be the run's doing, and only that is waited for or
/// slowed down for.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class HealthWatch
{
    /// <summary>
    /// How long a partition may be taken for the run's doing: what does not recover though the run waits and slows down is ill by itself.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<TopicPartition, DateTimeOffset> _since = [];
    private HashSet<TopicPartition>? _ill;

    /// <summary>
    /// Partitions that lost a replica of their ISR since the run began though every broker of theirs is up: the copying may be more than
    /// the brokers can bear. A replica that is being added is not missing.
    /// </summary>
    public IReadOnlyCollection<TopicPartition> FellOut => _since.Keys;

    /// <summary>Takes in a look; the first one is what was before.</summary>
    public void Take(ClusterView view)
    {
        var lacking = view.Sick.Where(s => IsLacking(s, view)).ToDictionary(s => s.TopicPartition);
        _ill ??= [.. lacking.Keys];

        // Who has recovered since may fall ill anew.
        _ill.IntersectWith(lacking.Keys);
        foreach (var recovered in _since.Keys.Where(
            p => !lacking.TryGetValue(p, out var sick) || !sick.Description.Replicas.All(view.IsLive)).ToArray())
        {
            _since.Remove(recovered);
        }

        foreach (var (partition, sick) in lacking.Where(l => !_ill.Contains(l.Key) && l.Value.Description.Replicas.All(view.IsLive)))
        {
            _since.TryAdd(partition, view.At);
            if (view.At - _since[partition] >= Patience)
            {
                _since.Remove(partition);
                _ill.Add(partition);
            }
        }
    }

    private static bool IsLacking(SickPartition sick, ClusterView view) =>
        (view.Reassignment(sick.TopicPartition)?.Original ?? sick.Description.Replicas).Any(
            broker => !sick.Description.Isr.Contains(broker));
}
