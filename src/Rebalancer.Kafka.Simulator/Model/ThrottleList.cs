using System.Globalization;

namespace Rebalancer.Kafka.Simulator.Model;

/// <summary>
/// The value of <c>leader.</c> or <c>follower.replication.throttled.replicas</c>: <c>*</c>, or <c>partition:broker</c> pairs.
/// </summary>
internal sealed class ThrottleList
{
    public static readonly ThrottleList None = new(false, []);

    private readonly bool _all;
    private readonly HashSet<(int Partition, int Broker)> _entries;

    private ThrottleList(bool all, HashSet<(int Partition, int Broker)> entries)
    {
        _all = all;
        _entries = entries;
    }

    public bool Contains(int partition, int broker) => _all || _entries.Contains((partition, broker));

    /// <summary>
    /// Reads a value as Kafka's pattern does: spaces and a trailing comma pass, <c>0-1</c>, <c>none</c> and <c>*,0:1</c> do not.
    /// </summary>
    /// <param name="value">The text.</param>
    /// <param name="starMayBeMixed">2.4.1 takes <c>*,0:1</c>.</param>
    /// <param name="list">What was read.</param>
    public static bool TryParse(string value, bool starMayBeMixed, out ThrottleList list)
    {
        list = None;
        var all = false;
        var entries = new HashSet<(int, int)>();
        var parts = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts)
        {
            if (part == "*")
            {
                all = true;
                continue;
            }

            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0
                || !int.TryParse(part.AsSpan(0, colon).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
                || !int.TryParse(part.AsSpan(colon + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var broker))
            {
                return false;
            }

            entries.Add((partition, broker));
        }

        if (all && entries.Count > 0 && !starMayBeMixed)
        {
            return false;
        }

        list = new ThrottleList(all, entries);
        return true;
    }
}
