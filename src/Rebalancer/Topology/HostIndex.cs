namespace Rebalancer.Topology;

/// <summary>
/// Finds things by the hosts that name them, by the rule of <see cref="HostNames"/>: the whole name, else a first label that only one has.
/// </summary>
/// <remarks>Safe to read from many threads at once.</remarks>
/// <typeparam name="T">What a host names.</typeparam>
public sealed class HostIndex<T>
{
    private readonly Dictionary<string, List<T>> _byHost = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string Host, T Value)>> _byLabel = new(StringComparer.Ordinal);

    /// <summary>Indexes hosts; things without host are left out.</summary>
    /// <param name="values">The things.</param>
    /// <param name="hostOf">The host of each, or an empty text.</param>
    public HostIndex(IEnumerable<T> values, Func<T, string> hostOf)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(hostOf);
        foreach (var value in values)
        {
            var host = HostNames.Normalize(hostOf(value));
            if (host.Length > 0)
            {
                Of(_byHost, host).Add(value);
                Of(_byLabel, HostNames.FirstLabel(host)).Add((host, value));
            }
        }
    }

    /// <summary>Finds what a host names.</summary>
    /// <param name="host">The host, short or fully qualified, in any case; or an address.</param>
    /// <param name="inAnyDomain">Whether two full names may differ behind their first label, as where two sources see the hosts in
    /// different DNS domains.</param>
    /// <returns>One thing; several where the name is not unique; none where it is not known.</returns>
    public IReadOnlyList<T> Find(string host, bool inAnyDomain = false)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = HostNames.Normalize(host);
        if (_byHost.TryGetValue(name, out var exact))
        {
            return exact;
        }

        var label = HostNames.FirstLabel(name);
        return _byLabel.TryGetValue(label, out var sharing)
            ? [.. sharing.Where(candidate => inAnyDomain || name == label || candidate.Host == label).Select(candidate => candidate.Value)]
            : [];
    }

    /// <summary>
    /// Finds what a host that is not known most likely means: one that was written with a port or a protocol, or by the start of its first
    /// label up to a dash (<c>wn1</c> for <c>wn1-kafka</c>).
    /// </summary>
    /// <remarks>For a suggestion to a person; nothing is to be done by it.</remarks>
    /// <param name="host">A host that <see cref="Find"/> does not know.</param>
    /// <returns>One thing, or none where nothing or more than one is likely.</returns>
    public IReadOnlyList<T> FindLikely(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var written = HostNames.Normalize(host);
        var name = HostNames.WithoutPort(written);
        if (name.Length < written.Length && Find(name) is { Count: > 0 } bare)
        {
            return bare.Count == 1 ? bare : [];
        }

        if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal))
        {
            return [];
        }

        T[] longer = [
            .. _byLabel.Where(x => x.Key.StartsWith(name + "-", StringComparison.Ordinal)).SelectMany(x => x.Value).Select(x => x.Value)
                .Take(2)
        ];
        return longer.Length == 1 ? longer : [];
    }

    private static List<TItem> Of<TItem>(Dictionary<string, List<TItem>> index, string key)
    {
        if (!index.TryGetValue(key, out var list))
        {
            index.Add(key, list = []);
        }

        return list;
    }
}
