using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;

namespace Rebalancer.Swarm.Execution;

/// <summary>The throttle values of others: what a run must leave as it is, or give back.</summary>
internal sealed class ForeignThrottles(SimulatedCluster cluster)
{
    private readonly Dictionary<(ConfigResource Resource, string Key), List<string?>> _set = [];

    private readonly Dictionary<(ConfigResource Resource, string Key), TimeSpan> _setAt = [];
    private readonly HashSet<(ConfigResource Resource, string Key)> _raced = [];

    private TimeSpan _writtenBy = TimeSpan.MinValue;

    /// <summary>
    /// The run writes values: one of others that nobody could see when they were sent is overwritten, and nobody can help that.
    /// </summary>
    /// <param name="takes">How long it takes until they are carried out.</param>
    public void Written(TimeSpan takes)
    {
        _writtenBy = cluster.Now + takes > _writtenBy ? cluster.Now + takes : _writtenBy;
        foreach (var (key, _) in _setAt.Where(s => cluster.Now - s.Value <= cluster.Options.MetadataLag + TimeSpan.FromSeconds(10)))
        {
            _raced.Add(key);
        }
    }

    /// <summary>Somebody else sets a value, or deletes it with null.</summary>
    public void Set(ConfigResource resource, string key, string? value)
    {
        if (!_set.TryGetValue((resource, key), out var values))
        {
            _set[(resource, key)] = values = [cluster.ConfigValueOf(resource, key)];
        }

        values.Add(value);
        _setAt[(resource, key)] = cluster.Now;
        if (cluster.Now <= _writtenBy)
        {
            _raced.Add((resource, key));
        }

        cluster.Locked(() => cluster.StoreConfig(resource, key, value));
    }

    /// <summary>A topic is gone, and its values with it.</summary>
    public void Forget(string topic)
    {
        foreach (var key in _set.Keys.Where(k => k.Resource == ConfigResource.Topic(topic)).ToArray())
        {
            _set[key].Add(null);
        }
    }

    /// <summary>Values that no other has set: they are ours, and are left behind where nothing of ours runs.</summary>
    /// <returns>Resource as <c>broker 1</c> or <c>topic t</c>, and the whole value.</returns>
    public List<(string Resource, string Text)> Ours()
    {
        List<(string, string)> ours = [];
        foreach (var text in cluster.ThrottleKeys())
        {
            var (kind, name, key, value) = Parse(text);
            var resource = kind == "broker" ? ConfigResource.Broker(int.Parse(name)) : ConfigResource.Topic(name);
            var others = _set.GetValueOrDefault((resource, key)) ?? [];
            var isTheirs = kind == "broker" ? others.Contains(value) : Entries(value).All(e => others.Exists(o => Entries(o).Contains(e)));
            if (!isTheirs)
            {
                ours.Add(($"{kind} {name}", text));
            }
        }

        return ours;
    }

    /// <summary>Values of others that were never changed by them again, and are not as they were.</summary>
    public List<string> Lost() =>
    [
        .. from own in _set
           where own.Value.Count == 2 && own.Value[0] is null && !_raced.Contains(own.Key)
           let present = cluster.ConfigValueOf(own.Key.Resource, own.Key.Key)
           where present != own.Value[1] && Exists(own.Key.Resource)
           select $"{own.Key.Key} of {own.Key.Resource.Name} was '{own.Value[1]}' and is '{present}'",
    ];

    private bool Exists(ConfigResource resource) =>
        resource.Kind != ConfigResourceKind.Topic || cluster.Partition(resource.Name, 0) is not null;

    private static string[] Entries(string? value) =>
        value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static (string Kind, string Name, string Key, string Value) Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var words = text[..equals].Split(' ');
        return (words[0], words[1], words[2], text[(equals + 1)..]);
    }
}
