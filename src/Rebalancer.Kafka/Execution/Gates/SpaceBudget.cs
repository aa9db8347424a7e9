using System.Globalization;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Reports;
using Rebalancer.Scheduling;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>
/// Free space of each destination: a new replica is complete before the old one is deleted, so all that is on its way must fit beside what
/// is there, each replica into one log dir.
/// </summary>
internal sealed class SpaceBudget : IWindowBudget<MoveStep>
{
    private readonly Dictionary<int, long[]> _room = [];

    /// <param name="logDirs">Log dirs as just read.</param>
    /// <param name="reserve">The share that must stay free.</param>
    public SpaceBudget(IEnumerable<BrokerLogDirs> logDirs, double reserve)
    {
        foreach (var broker in logDirs)
        {
            if (Room(broker, reserve) is { } room)
            {
                _room[broker.BrokerId] = room;
            }
        }
    }

    /// <summary>
    /// Bytes that each volume of a broker may still take, beside the reserve; null where it does not tell (before Kafka 3.3).
    /// </summary>
    public static long[]? Room(BrokerLogDirs broker, double reserve)
    {
        if (broker.Error is not null)
        {
            return null;
        }

        var volumes = LogDirVolumes.Distinct(broker.LogDirs.Where(d => d.Error is null && !d.IsCordoned));
        return volumes.Count == 0 ? null : [.. volumes.Select(v => Math.Max(0, v.UsableBytes - (long)(v.TotalBytes * reserve)))];
    }

    public string? WhyNot(MoveStep step)
    {
        foreach (var broker in step.Destinations)
        {
            if (_room.TryGetValue(broker, out var room) && room.Max() is var most && most < step.Bytes)
            {
                return string.Create(CultureInfo.InvariantCulture,
                    $"broker {broker} has room for {Quantity.Bytes(Math.Max(0, most))}{(room.Length > 1 ? " in one log dir" : "")} beside "
                        + $"the reserve and what is on its way, {Quantity.Bytes(step.Bytes)} are needed");
            }
        }

        return null;
    }

    public void Take(MoveStep step) => Take(step, 0);

    /// <summary>Counts a running step in, without what it has copied.</summary>
    public void Take(MoveStep step, long copied)
    {
        foreach (var broker in step.Destinations)
        {
            if (_room.TryGetValue(broker, out var room))
            {
                // Kafka chooses the dir with the fewest partitions, which nobody tells; the roomiest one is as good a guess, and the sum is
                // right.
                room[Array.IndexOf(room, room.Max())] -= Math.Max(0, step.Bytes - (copied / step.Destinations.Length));
            }
        }
    }
}
