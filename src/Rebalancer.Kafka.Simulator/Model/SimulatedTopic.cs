namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>A topic as the controller knows it.</summary>
internal sealed class SimulatedTopic(string name, Guid topicId)
{
    public string Name { get; } = name;

    public Guid TopicId { get; } = topicId;

    public List<SimulatedPartition> Partitions { get; } = [];
}
