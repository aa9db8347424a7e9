namespace Rebalancer.Kafka.Observing;

/// <summary>What a look says about a topic that was there before. What cannot be seen is not gone.</summary>
internal enum TopicPresence
{
    /// <summary>It is described.</summary>
    Seen,

    /// <summary>The cluster answered UNKNOWN_TOPIC_OR_PARTITION for its name.</summary>
    Gone,

    /// <summary>Another topic has its name: the id differs.</summary>
    Replaced,

    /// <summary>Anything else, such as a missing permission: whether it exists is not known.</summary>
    Unseen,
}
