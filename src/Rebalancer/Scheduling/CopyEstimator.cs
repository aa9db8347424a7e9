using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>Estimates how long copying takes: no broker copies in or out faster than the rate, and all work at once.</summary>
public static class CopyEstimator
{
    private const int Named = 10;

    /// <summary>Estimates.</summary>
    /// <param name="copies">What is copied.</param>
    /// <param name="options">At which rates.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The estimate; null where nothing is copied or no size is known.</returns>
    public static MoveEstimate? Estimate(ImmutableArray<Copy> copies, CopyOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var known = copies.Where(c => c.Size.IsKnown).ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var bytesIn = new SortedDictionary<int, long>();
        var bytesOut = new SortedDictionary<int, long>();
        foreach (var copy in known)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bytes = copy.Size.BytesOrZero;
            foreach (var to in copy.Destinations)
            {
                bytesIn[to] = bytesIn.GetValueOrDefault(to) + bytes;
            }

            bytesOut[copy.Source] = bytesOut.GetValueOrDefault(copy.Source) + (bytes * copy.Destinations.Length);
        }

        bytesOut.Remove(-1);
        var rates = options.Throttle is { } throttle && !options.Rates.Contains(throttle) ? options.Rates.Add(throttle) : options.Rates;
        rates = [.. rates.OrderBy(r => r.BytesPerSecond)];
        var busiest = bytesIn.Keys.Union(bytesOut.Keys)
            .Select(b => (Broker: b, In: bytesIn.GetValueOrDefault(b), Out: bytesOut.GetValueOrDefault(b)))
            .OrderByDescending(b => Math.Max(b.In, b.Out)).ThenBy(b => b.Broker)
            .ToList();
        return new MoveEstimate
        {
            Times = [.. rates.Select(r => new EstimatedTime(r, Time(Math.Max(busiest[0].In, busiest[0].Out), r), r == options.Throttle))],
            BusiestBrokers = [.. busiest.Take(Named)
                .Select(b => new BusyBroker(b.Broker, b.In, b.Out, [.. rates.Select(r => Time(Math.Max(b.In, b.Out), r))]))],
            Assumptions =
            [
                "Each broker copies in and out at the rate given, all brokers at once, and nothing waits: it takes at least as long as "
                    + "this.",
            ],
            UnknownSizeCount = copies.Length - known.Count,
        };
    }

    private static TimeSpan Time(long bytes, DataRate rate) =>
        TimeSpan.FromSeconds(Math.Ceiling((double)bytes / Math.Max(1, rate.BytesPerSecond)));
}
