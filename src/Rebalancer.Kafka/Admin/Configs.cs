namespace Rebalancer.Kafka.Admin;

/// <summary>A resource that has configuration.</summary>
/// <param name="Kind">Broker or topic.</param>
/// <param name="Name">The broker's id as text ("" for the cluster default), or the topic's name.</param>
public readonly record struct ConfigResource(ConfigResourceKind Kind, string Name)
{
    /// <summary>A broker.</summary>
    public static ConfigResource Broker(int id) =>
        new(ConfigResourceKind.Broker, id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A topic.</summary>
    public static ConfigResource Topic(string name) => new(ConfigResourceKind.Topic, name);
}

/// <summary>Kinds of configuration resources, with Kafka's codes.</summary>
public enum ConfigResourceKind
{
    /// <summary>A topic.</summary>
    Topic = 2,

    /// <summary>A broker.</summary>
    Broker = 4,
}

/// <summary>Where a value comes from, with Kafka's codes.</summary>
public enum ConfigSource
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>Set on the topic.</summary>
    DynamicTopic = 1,

    /// <summary>Set on the broker at run time.</summary>
    DynamicBroker = 2,

    /// <summary>Set as the cluster's default at run time.</summary>
    DynamicDefaultBroker = 3,

    /// <summary>From server.properties.</summary>
    StaticBroker = 4,

    /// <summary>Kafka's default.</summary>
    Default = 5,

    /// <summary>A broker logger.</summary>
    DynamicBrokerLogger = 6,
}

/// <summary>A resource's values, or why they cannot be told.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Error">Null when fine.</param>
/// <param name="Entries">Its values by key; a key that is not set may be absent.</param>
public sealed record ConfigDescription(ConfigResource Resource, KafkaError? Error, IReadOnlyDictionary<string, ConfigValue> Entries)
{
    /// <summary>Compares by content.</summary>
    public bool Equals(ConfigDescription? other) => other is not null
        && Resource == other.Resource
        && Error == other.Error
        && Entries.Count == other.Entries.Count
        && Entries.All(e => other.Entries.TryGetValue(e.Key, out var value) && value == e.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Resource, Error, Entries.Count);
}

/// <summary>One value.</summary>
/// <param name="Value">The value; null where sensitive.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="IsSensitive">Whether the broker hides the value.</param>
public sealed record ConfigValue(string? Value, ConfigSource Source, bool IsSensitive);

/// <summary>One value to set or delete.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The new value; null deletes the key.</param>
public sealed record ConfigChange(ConfigResource Resource, string Key, string? Value);

/// <summary>The answer for one resource.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Error">Null when done.</param>
public sealed record ConfigResult(ConfigResource Resource, KafkaError? Error);
