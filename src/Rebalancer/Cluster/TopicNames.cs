namespace Rebalancer.Cluster;

/// <summary>Kafka's rule for topic names (org.apache.kafka.common.internals.Topic.validate).</summary>
internal static class TopicNames
{
    private const int MaxLength = 249;

    /// <summary>What is wrong with the name, or null.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0)
        {
            return "the topic's name is empty";
        }

        if (name.Length > MaxLength)
        {
            return $"the topic name {InputText.Quote(name)} has {name.Length} characters; Kafka allows {MaxLength}";
        }

        return name is not ("." or "..") && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? null
            : $"the topic name {InputText.Quote(name)} is not one that Kafka allows: letters, digits, '.', '_' and '-'";
    }
}
