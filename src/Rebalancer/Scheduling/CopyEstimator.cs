using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>
/// Estimates how long copying takes: the copies are carried out on paper, started by the window scheduler that a real run has.
/// </summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class CopyEstimator
{
    private const int Named = 10;

    /// <summary>Above this many copies one rate is worked out and the others follow from it, inversely.</summary>
    private const int MostForEachRate = 50_000;

    /// <summary>Estimates.</summary>
    /// <param name="copies">What is copied.</param>
    /// <param name="options">At which rates.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The estimate; null where nothing is copied or no size is known.</returns>
    /// <exception cref="InputException">An option is out of range.</exception>
    public static MoveEstimate? Estimate(ImmutableArray<Copy> copies, CopyOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var known = copies.Where(c => c.Change.Size.IsKnown).ToList();
        if (known.Count == 0)
        {
            return null;
        }

        var steps = PlannedSteps.Of(known, options, cancellationToken);
        var bytesIn = new Dictionary<int, long>();
        var bytesOut = new Dictionary<int, long>();
        foreach (var first in steps)
        {
            for (var step = first; step is not null; step = step.Next)
            {
                foreach (var to in step.Destinations)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(bytesIn, to, out _) += step.Bytes;
                }

                CollectionsMarshal.GetValueRefOrAddDefault(bytesOut, step.Source, out _) += step.Bytes * step.Destinations.Length;
            }
        }

        bytesOut.Remove(-1);
        var rates = options.Throttle is { } throttle && !options.Rates.Contains(throttle) ? options.Rates.Add(throttle) : options.Rates;
        rates = [.. rates.OrderBy(r => r.BytesPerSecond)];
        var busiest = bytesIn.Keys.Union(bytesOut.Keys)
            .Select(b => (Broker: b, In: bytesIn.GetValueOrDefault(b), Out: bytesOut.GetValueOrDefault(b)))
            .OrderByDescending(b => Math.Max(b.In, b.Out)).ThenBy(b => b.Broker)
            .ToList();
        var runs = Runs(steps, rates, options, cancellationToken);
        return new MoveEstimate
        {
            Times = [.. rates.Select((r, i) => new EstimatedTime(r, Time(runs[i](null)), r == options.Throttle))],
            BusiestBrokers = [.. busiest.Take(Named)
                .Select(b => new BusyBroker(b.Broker, b.In, b.Out, [.. runs.Select(run => Time(run(b.Broker)))]))],
            Assumptions =
            [
                $"Each broker copies in and out at the rate given, shared evenly between its copies; {Caps(options.Caps)}."
                    + " Waiting for under-replicated partitions or full disks is not included.",
            ],
            UnknownSizeCount = copies.Length - known.Count,
        };
    }

    /// <summary>For each rate, the seconds until the end of everything (null) or of a broker's part.</summary>
    private static List<Func<int?, double>> Runs(
        ImmutableArray<PlannedStep> steps, ImmutableArray<DataRate> rates, CopyOptions options, CancellationToken cancellationToken)
    {
        if (steps.Length <= MostForEachRate)
        {
            return [.. rates.Select(r => Run(steps, r, options, cancellationToken))];
        }

        var worked = options.ToldRate;
        var run = Run(steps, worked, options, cancellationToken);
        return [.. rates.Select(r => (Func<int?, double>)(b => run(b) * worked.BytesPerSecond / Math.Max(1, r.BytesPerSecond)))];
    }

    private static Func<int?, double> Run(
        ImmutableArray<PlannedStep> steps, DataRate rate, CopyOptions options, CancellationToken cancellationToken)
    {
        var simulation = new CopySimulation(steps, rate, options);
        var whole = simulation.Run(cancellationToken);
        return broker => broker is { } id ? simulation.Until(id) : whole;
    }

    private static string Caps(WindowCaps caps) =>
        $"at most {caps.MaxMovesIn} copies run into and {caps.MaxMovesOut} out of a broker, {caps.MaxMoves} in the cluster";

    private static TimeSpan Time(double seconds) =>
        TimeSpan.FromSeconds(Math.Ceiling(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2)));
}
