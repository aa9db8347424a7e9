using System.Globalization;
using Rebalancer.Kafka.Admin;

namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>
/// Dynamic configuration, twice: as the controller stored it, and as it is in effect (and read back) on the brokers a moment later.
/// </summary>
internal sealed class ConfigStore
{
    private readonly Dictionary<ConfigResource, SortedDictionary<string, string>> _stored = [];
    private readonly Dictionary<ConfigResource, SortedDictionary<string, string>> _effective = [];
    private readonly Dictionary<string, (ThrottleList Leader, ThrottleList Follower)> _throttleLists = new(StringComparer.Ordinal);

    public string? Stored(ConfigResource resource, string key) => Get(_stored, resource, key);

    public string? Effective(ConfigResource resource, string key) => Get(_effective, resource, key);

    /// <summary>What is set on a resource, in effect.</summary>
    public IReadOnlyDictionary<string, string> EffectiveOf(ConfigResource resource) =>
        _effective.TryGetValue(resource, out var values) ? values : new SortedDictionary<string, string>(StringComparer.Ordinal);

    public void Store(ConfigResource resource, string key, string? value) => Set(_stored, resource, key, value);

    public void TakeEffect(ConfigResource resource, string key, string? value)
    {
        Set(_effective, resource, key, value);
        if (resource.Kind == ConfigResourceKind.Topic && ConfigKeys.IsThrottleList(key))
        {
            _throttleLists[resource.Name] = (
                Parse(Effective(resource, ConfigKeys.LeaderThrottledReplicas)),
                Parse(Effective(resource, ConfigKeys.FollowerThrottledReplicas)));
        }
    }

    public void RemoveTopic(string topic)
    {
        _stored.Remove(ConfigResource.Topic(topic));
        _effective.Remove(ConfigResource.Topic(topic));
        _throttleLists.Remove(topic);
    }

    public (ThrottleList Leader, ThrottleList Follower) ThrottleLists(string topic) =>
        _throttleLists.TryGetValue(topic, out var lists) ? lists : (ThrottleList.None, ThrottleList.None);

    /// <summary>A throttle rate in bytes per second, or null where none is set; 0 is a full stop.</summary>
    public long? Rate(int broker, string key, bool clusterDefaultCounts)
    {
        var text = Effective(ConfigResource.Broker(broker), key);
        text ??= clusterDefaultCounts ? Effective(new ConfigResource(ConfigResourceKind.Broker, ""), key) : null;
        return text is null ? null : long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>A topic's number with the cluster's and Kafka's defaults behind it.</summary>
    public int TopicNumber(string topic, string key)
    {
        var text = Effective(ConfigResource.Topic(topic), key)
            ?? Effective(new ConfigResource(ConfigResourceKind.Broker, ""), key)
            ?? ConfigKeys.Topic[key];
        return int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    public bool TopicFlag(string topic, string key) =>
        (Effective(ConfigResource.Topic(topic), key)
            ?? Effective(new ConfigResource(ConfigResourceKind.Broker, ""), key)
            ?? ConfigKeys.Topic[key]) == "true";

    private static ThrottleList Parse(string? value) =>
        value is not null && ThrottleList.TryParse(value, starMayBeMixed: true, out var list) ? list : ThrottleList.None;

    private static string? Get(Dictionary<ConfigResource, SortedDictionary<string, string>> values, ConfigResource resource, string key) =>
        values.TryGetValue(resource, out var byKey) && byKey.TryGetValue(key, out var value) ? value : null;

    private static void Set(
        Dictionary<ConfigResource, SortedDictionary<string, string>> values, ConfigResource resource, string key, string? value)
    {
        if (!values.TryGetValue(resource, out var byKey))
        {
            values[resource] = byKey = new SortedDictionary<string, string>(StringComparer.Ordinal);
        }

        if (value is null)
        {
            byKey.Remove(key);
        }
        else
        {
            byKey[key] = value;
        }
    }
}
