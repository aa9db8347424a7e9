using System.Collections.Immutable;
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
        var known = copies.RemoveAll(c => !c.Change.Size.IsKnown);
        if (known.IsEmpty)
        {
            return null;
        }

        var totals = CopyTotals.Of(known, cancellationToken);
        var followed = CopySimulation.MostFollowedWith(options.Caps);

        // Twice as many as will be followed, of each broker's, so that none runs out of copies earlier than others.
        var most = known.Length <= followed ? int.MaxValue : (2 * followed / Math.Max(1, totals.Brokers.Count(b => b.Value.In > 0))) + 1;
        var steps = PlannedSteps.Of(known, options, cancellationToken, most);
        var rates = options.Throttle is { } throttle && !options.Rates.Contains(throttle) ? options.Rates.Add(throttle) : options.Rates;
        rates = [.. rates.OrderBy(r => r.BytesPerSecond)];
        var busiest = totals.Brokers.Select(b => (Broker: b.Key, b.Value.In, b.Value.Out))
            .OrderByDescending(b => Math.Max(b.In, b.Out)).ThenBy(b => b.Broker);
        Func<DataRate, Func<int?, double>> run = rate => Run(steps, totals, rate, options, cancellationToken);
        var runs = known.Length <= MostForEachRate ? [.. rates.Select(run)] : FromOne(run, rates, options.ToldRate);
        return new MoveEstimate
        {
            Times = [.. rates.Select((r, i) => new EstimatedTime(r, Time(runs[i](null)), r == options.Throttle))],
            BusiestBrokers = [.. busiest.Take(Named)
                .Select(b => new BusyBroker(b.Broker, b.In, b.Out, [.. runs.Select(run => Time(run(b.Broker)))]))],
            Assumptions =
            [
                $"Each broker copies in and out at the rate given, shared evenly between its copies; {Caps(options.Caps)}."
                    + " Waiting for under-replicated partitions or full disks is not included.",
                .. Pace(known.Length, followed),
            ],
            UnknownSizeCount = copies.Length - known.Length,
        };
    }

    /// <summary>For each rate, the seconds until the end of everything (null) or of a broker's part, worked out for one of them.</summary>
    private static ImmutableArray<Func<int?, double>> FromOne(
        Func<DataRate, Func<int?, double>> run, ImmutableArray<DataRate> rates, DataRate worked)
    {
        var seconds = run(worked);
        return [.. rates.Select(r => (Func<int?, double>)(b => seconds(b) * worked.BytesPerSecond / Math.Max(1, r.BytesPerSecond)))];
    }

    private static Func<int?, double> Run(
        ImmutableArray<PlannedStep> steps, CopyTotals totals, DataRate rate, CopyOptions options, CancellationToken cancellationToken)
    {
        var simulation = new CopySimulation(steps, totals, rate, options);
        var whole = simulation.Run(cancellationToken);
        return broker => broker is { } id ? simulation.Until(id) : whole;
    }

    private static string Caps(WindowCaps caps) =>
        $"at most {caps.MaxMovesIn} copies run into and {caps.MaxMovesOut} out of a broker, {caps.MaxMoves} in the cluster";

    private static ImmutableArray<string> Pace(int count, int followed)
    {
        var first = InputText.Count(followed);
        return count <= followed ? [] : [$"The first {first} copies are followed one by one; the others are taken to go on as fast."];
    }

    private static TimeSpan Time(double seconds) =>
        TimeSpan.FromSeconds(Math.Ceiling(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2)));
}
