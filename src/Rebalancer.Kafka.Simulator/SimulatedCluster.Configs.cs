using System.Globalization;
using System.Text;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator.Model;

namespace Rebalancer.Kafka.Simulator;

/// <content>APIs 32 and 44.</content>
public sealed partial class SimulatedCluster
{
    /// <summary>A dynamic value as it is in effect, or null where it is not set: for assertions.</summary>
    public string? ConfigValueOf(ConfigResource resource, string key) => Locked(() => _state.Configs.Effective(resource, key));

    /// <summary>
    /// Every throttle key that is set anywhere, as <c>resource key=value</c>: for the assertion that nothing was left behind.
    /// </summary>
    public IReadOnlyList<string> ThrottleKeys() => Locked(() =>
    {
        var found = new List<string>();
        foreach (var broker in _state.Brokers.Keys)
        {
            found.AddRange(_state.Configs.EffectiveOf(ConfigResource.Broker(broker))
                .Where(e => ConfigKeys.DynamicOnlyBroker.Contains(e.Key)).Select(e => $"broker {broker} {e.Key}={e.Value}"));
        }

        foreach (var topic in _state.Topics.Keys)
        {
            found.AddRange(_state.Configs.EffectiveOf(ConfigResource.Topic(topic))
                .Where(e => ConfigKeys.IsThrottleList(e.Key)).Select(e => $"topic {topic} {e.Key}={e.Value}"));
        }

        return (IReadOnlyList<string>)found;
    });

    /// <summary>
    /// Sets a dynamic value at once, or deletes it with null: how a test prepares a cluster, or how a foreign tool meddles.
    /// </summary>
    public void SetConfig(ConfigResource resource, string key, string? value) => Locked(() =>
    {
        _state.Configs.Store(resource, key, value);
        _state.Configs.TakeEffect(resource, key, value);
        _state.Changed = true;
    });

    /// <summary>API 44 for one resource: all of its changes or none.</summary>
    /// <param name="askedBroker">Who got the request, or null where routing is not in question.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="changes">Key, operation and value.</param>
    /// <param name="validateOnly">Whether nothing is to change.</param>
    internal KafkaError? AlterConfig(
        int? askedBroker, ConfigResource resource, IReadOnlyList<ConfigOperation> changes, bool validateOnly = false) => Locked(() =>
    {
        if (CheckConfigResource(askedBroker, resource, AclOperation.AlterConfigs) is { } error)
        {
            return error.Code == KafkaErrorCode.UnknownTopicOrPartition && Options.Release == SimulatedRelease.ZooKeeper24
                ? new KafkaError(KafkaErrorCode.UnknownServerError, $"Topic \"{resource.Name}\" does not exist.")
                : error;
        }

        if (changes.Select(c => c.Key).Distinct(StringComparer.Ordinal).Count() != changes.Count)
        {
            return new KafkaError(KafkaErrorCode.InvalidRequest, "Error due to duplicate config keys");
        }

        var values = new List<(string Key, string? Value)>();
        foreach (var change in changes)
        {
            var (value, invalid) = NewValue(resource, change);
            if (invalid is not null)
            {
                return invalid;
            }

            values.Add((change.Key, value));
        }

        foreach (var (key, value) in validateOnly ? [] : values)
        {
            StoreConfig(resource, key, value);
        }

        return null;
    });

    /// <summary>API 32 for one resource.</summary>
    internal ConfigDescription DescribeConfig(int? askedBroker, ConfigResource resource, IReadOnlyCollection<string>? keys) => Locked(() =>
    {
        if (CheckConfigResource(askedBroker, resource, AclOperation.DescribeConfigs) is { } error)
        {
            return new ConfigDescription(resource, error, new Dictionary<string, ConfigValue>());
        }

        var entries = new SortedDictionary<string, ConfigValue>(StringComparer.Ordinal);
        var own = _state.Configs.EffectiveOf(resource);
        var cluster = _state.Configs.EffectiveOf(new ConfigResource(ConfigResourceKind.Broker, ""));
        if (resource.Kind == ConfigResourceKind.Topic)
        {
            foreach (var (key, value) in ConfigKeys.Topic)
            {
                entries[key] = new ConfigValue(value, ConfigSource.Default, false);
            }

            Put(entries, cluster.Where(e => entries.ContainsKey(e.Key)), ConfigSource.DynamicDefaultBroker);
            Put(entries, own, ConfigSource.DynamicTopic);
        }
        else
        {
            if (resource.Name.Length > 0)
            {
                AddBrokerDefaults(entries, _state.Brokers[int.Parse(resource.Name, CultureInfo.InvariantCulture)]);
                Put(entries, cluster, ConfigSource.DynamicDefaultBroker);
            }

            Put(entries, own, resource.Name.Length > 0 ? ConfigSource.DynamicBroker : ConfigSource.DynamicDefaultBroker);
        }

        foreach (var key in keys is null ? [] : entries.Keys.Except(keys, StringComparer.Ordinal).ToList())
        {
            entries.Remove(key);
        }

        return new ConfigDescription(resource, null, entries);
    });

    private KafkaError? CheckConfigResource(int? askedBroker, ConfigResource resource, AclOperation operation)
    {
        if (resource.Kind == ConfigResourceKind.Topic)
        {
            return CheckTopic(operation, resource.Name) ?? (_state.Topics.ContainsKey(resource.Name)
                ? null
                : new KafkaError(KafkaErrorCode.UnknownTopicOrPartition, $"The topic '{resource.Name}' does not exist."));
        }

        if (CheckCluster(operation) is { } error)
        {
            return error;
        }

        if (resource.Name.Length == 0)
        {
            return null;
        }

        var known = int.TryParse(resource.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && _state.Brokers.ContainsKey(id);
        return !known || (askedBroker is { } asked && asked != id)
            ? new KafkaError(
                KafkaErrorCode.InvalidRequest,
                $"Unexpected broker id, expected {askedBroker} or empty string, but received {resource.Name}")
            : null;
    }

    private (string? Value, KafkaError? Error) NewValue(ConfigResource resource, ConfigOperation change)
    {
        var known = resource.Kind == ConfigResourceKind.Topic
            ? ConfigKeys.Topic.ContainsKey(change.Key)
            : ConfigKeys.Broker.ContainsKey(change.Key)
                || ConfigKeys.DynamicOnlyBroker.Contains(change.Key)
                || change.Key == ConfigKeys.CordonedLogDirs;
        if (!known)
        {
            return ConfigKeys.StaticBroker.ContainsKey(change.Key)
                ? (null, new KafkaError(KafkaErrorCode.InvalidRequest, $"Cannot update these configs dynamically: Set({change.Key})"))
                : (null, new KafkaError(KafkaErrorCode.InvalidConfig, $"Unknown topic config name: {change.Key}"));
        }

        if (change.Kind == ConfigOperationKind.Delete)
        {
            return (null, null);
        }

        if (change.Value is null)
        {
            return (null, new KafkaError(KafkaErrorCode.InvalidRequest, $"Null value not supported for : {change.Key}"));
        }

        var value = change.Value;
        if (change.Kind is ConfigOperationKind.Append or ConfigOperationKind.Subtract)
        {
            if (!ConfigKeys.IsList(change.Key))
            {
                return (null, new KafkaError(
                    KafkaErrorCode.InvalidConfig,
                    $"Can't {change.Kind.ToString().ToUpperInvariant()} to key {change.Key} because its type is not LIST."));
            }

            var stored = _state.Configs.Stored(resource, change.Key);
            if (stored is null && change.Kind == ConfigOperationKind.Append && Options.Release == SimulatedRelease.ZooKeeper24)
            {
                return (null, new KafkaError(KafkaErrorCode.UnknownServerError, null));
            }

            value = Combine(stored ?? "", value, change.Kind == ConfigOperationKind.Append);
            if (Encoding.UTF8.GetByteCount(value) > ConfigKeys.MaxValueBytes)
            {
                return (null, new KafkaError(KafkaErrorCode.InvalidConfig, "The configuration value cannot be added because it exceeds "
                    + $"the maximum value size of {ConfigKeys.MaxValueBytes} bytes."));
            }
        }

        return Validate(change.Key, value) is { } error ? (null, error) : (value, null);
    }

    private KafkaError? Validate(string key, string value)
    {
        if (ConfigKeys.IsThrottleList(key))
        {
            return ThrottleList.TryParse(value, Options.Release == SimulatedRelease.ZooKeeper24, out _)
                ? null
                : new KafkaError(KafkaErrorCode.InvalidConfig, $"Invalid value {value} for configuration {key}: must be the literal '*' "
                    + "or a list of replicas in the following format: [partitionId]:[brokerId],[partitionId]:[brokerId],...");
        }

        if (ConfigKeys.DynamicOnlyBroker.Contains(key) && !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return new KafkaError(
                KafkaErrorCode.InvalidRequest, $"Invalid value {value} for configuration {key}: Not a number of type LONG, or below 0");
        }

        return key is ConfigKeys.MinInsyncReplicas
            && (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1)
            ? new KafkaError(KafkaErrorCode.InvalidConfig, $"Invalid value {value} for configuration {key}: Value must be at least 1")
            : null;
    }

    internal void StoreConfig(ConfigResource resource, string key, string? value)
    {
        _state.Changed = true;
        _state.Configs.Store(resource, key, value);
        var topicId = resource.Kind == ConfigResourceKind.Topic && _state.Topics.TryGetValue(resource.Name, out var topic)
            ? topic.TopicId
            : (Guid?)null;
        _state.AfterLag(() =>
        {
            // A topic that was deleted meanwhile takes its configuration along.
            if (topicId is null || (_state.Topics.TryGetValue(resource.Name, out var now) && now.TopicId == topicId))
            {
                _state.Configs.TakeEffect(resource, key, value);
                ApplyCordon(resource, key, value);
                _state.Changed = true;
            }
        });
    }

    private void ApplyCordon(ConfigResource resource, string key, string? value)
    {
        if (key == ConfigKeys.CordonedLogDirs && int.TryParse(resource.Name, CultureInfo.InvariantCulture, out var id))
        {
            var paths = (value ?? "").Split(',', StringSplitOptions.TrimEntries);
            foreach (var dir in _state.Brokers[id].LogDirs)
            {
                dir.IsCordoned = paths.Contains("*") || paths.Contains(dir.Path);
            }
        }
    }

    private void AddBrokerDefaults(SortedDictionary<string, ConfigValue> entries, SimulatedBroker broker)
    {
        foreach (var (key, value) in ConfigKeys.Broker)
        {
            entries[key] = new ConfigValue(value, ConfigSource.Default, false);
        }

        foreach (var (key, value) in ConfigKeys.StaticBroker)
        {
            entries[key] = new ConfigValue(value, ConfigSource.StaticBroker, false);
        }

        var id = broker.Id.ToString(CultureInfo.InvariantCulture);
        entries[Options.Release.IsKRaft() ? "node.id" : "broker.id"] = new ConfigValue(id, ConfigSource.StaticBroker, false);
        entries["broker.rack"] = new ConfigValue(
            broker.Rack, broker.Rack is null ? ConfigSource.Default : ConfigSource.StaticBroker, false);
        entries["log.dirs"] = new ConfigValue(string.Join(',', broker.LogDirs.Select(d => d.Path)), ConfigSource.StaticBroker, false);
    }

    private void Put(SortedDictionary<string, ConfigValue> entries, IEnumerable<KeyValuePair<string, string>> values, ConfigSource source)
    {
        foreach (var (key, value) in values)
        {
            // Brokers before 2.6 hide the rates, as if they were passwords.
            var hidden = Options.Release == SimulatedRelease.ZooKeeper24 && ConfigKeys.DynamicOnlyBroker.Contains(key);
            entries[key] = new ConfigValue(hidden ? null : value, source, hidden);
        }
    }

    private static string Combine(string stored, string value, bool append)
    {
        var items = stored.Split(',', StringSplitOptions.RemoveEmptyEntries).ToList();
        foreach (var item in value.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!append)
            {
                items.Remove(item);
            }
            else if (!items.Contains(item))
            {
                items.Add(item);
            }
        }

        return string.Join(',', items);
    }
}

/// <summary>One change of API 44.</summary>
internal sealed record ConfigOperation(string Key, ConfigOperationKind Kind, string? Value);

/// <summary>Operations of API 44, with Kafka's codes.</summary>
internal enum ConfigOperationKind
{
    Set = 0,
    Delete = 1,
    Append = 2,
    Subtract = 3,
}
