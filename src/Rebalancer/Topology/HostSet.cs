namespace Rebalancer.Topology;

/// <summary>
/// Hosts that must differ by the rule of <see cref="HostNames"/>: a short name and a full one with the same first label are one host.
/// </summary>
internal sealed class HostSet
{
    private readonly Dictionary<string, HashSet<string>> _byLabel = new(StringComparer.Ordinal);

    /// <summary>Adds a host; false where it is there already.</summary>
    public bool Add(string host)
    {
        var name = HostNames.Normalize(host);
        var label = HostNames.FirstLabel(name);
        if (!_byLabel.TryGetValue(label, out var sharing))
        {
            _byLabel.Add(label, sharing = new HashSet<string>(StringComparer.Ordinal));
        }

        return !(name == label && sharing.Count > 0) && !sharing.Contains(label) && sharing.Add(name);
    }
}
