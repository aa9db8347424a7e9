using Rebalancer.Kafka.Execution.State;


namespace Rebalancer.Kafka.Execution.Throttles;

/// <summary>
/// Chooses the rates. Fixed: the rate that was asked for. Automatic: up while the copies use what they have and nothing suffers, half when
/// something does.
/// </summary>
/// <remarks>
/// A leader's rate also counts what its in-sync followers fetch of the listed partitions, so it is the wanted copy rate plus that traffic
/// as measured. A replica that fell out of sync catches up within it too, and gets as much as a copy: otherwise both would share one rate,
/// and neither would use enough of it for it to rise. A follower's rate is the copy rate alone. The broker's quota window is 11 seconds:
/// changes come no faster than that.
/// </remarks>
internal sealed class RateController(ThrottleSetting setting, TimeProvider time)
{
    internal const long AutoStart = 20_000_000;
    internal const long AutoLeast = 1_000_000;
    internal const long AutoMost = 1_000_000_000;
    private const long Step = 1_000_000;
    private const double Headroom = 1.2;
    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(15);

    private readonly Dictionary<int, long> _leaderRates = [];
    private DateTimeOffset _changed = time.GetUtcNow();

    /// <summary>The copy rate of each destination in bytes a second.</summary>
    public long CopyRate { get; private set; } = setting.Mode == ThrottleMode.Fixed ? setting.BytesPerSecond : AutoStart;

    /// <summary>Takes in what was measured.</summary>
    /// <param name="meter">Copy and in-sync traffic by broker.</param>
    /// <param name="suffers">Whether replicas that were in sync fell out, or a partition is under its minimum.</param>
    /// <returns>Why the copy rate changed, or null.</returns>
    public string? Adapt(ProgressMeter meter, bool suffers)
    {
        if (setting.Mode != ThrottleMode.Auto || time.GetUtcNow() - _changed < s_pace)
        {
            return null;
        }

        var before = CopyRate;
        var used = meter.MostCopiedIn;
        if (suffers)
        {
            CopyRate = Math.Max(CopyRate / 2, AutoLeast);
        }
        else if (used >= CopyRate * 0.8)
        {
            CopyRate = Math.Min(CopyRate + CopyRate / 2, AutoMost);
        }

        if (CopyRate == before)
        {
            return null;
        }

        _changed = time.GetUtcNow();
        return suffers
            ? "replicas fell out of sync"
            : "the copies use most of the rate and no replica fell out of sync";
    }

    /// <summary>
    /// The leader rate of a broker; it follows the traffic of its other followers up at once, and down only when half would do.
    /// </summary>
    public long LeaderRate(int broker, ProgressMeter meter)
    {
        var traffic = (long)(meter.InSyncOutflow(broker) * Headroom) + (CopyRate * meter.Laggards(broker));
        var wanted = traffic == 0 ? CopyRate : (CopyRate + traffic + Step - 1) / Step * Step;
        if (_leaderRates.TryGetValue(broker, out var present)
            && wanted <= present
            && wanted > present / 2
            && present >= CopyRate
            && traffic > 0)
        {
            return present;
        }

        _leaderRates[broker] = wanted;
        return wanted;
    }
}
