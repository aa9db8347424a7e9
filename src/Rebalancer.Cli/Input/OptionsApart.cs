using Rebalancer.Cli.Options;

namespace Rebalancer.Cli.Input;

/// <summary>Options of <c>plan</c> that cannot be given together: the first such pair is named.</summary>
internal static class OptionsApart
{
    /// <exception cref="InputException">Two options exclude each other.</exception>
    public static void Require(PlanCommandOptions options)
    {
        (string Option, bool IsGiven)[] moves =
            [("--max-moves", options.MaxMoves is not null), ("--max-bytes", options.MaxBytes is not null)];
        (string Option, bool IsGiven)[] limits = [.. moves, ("--max-leader-changes", options.MaxLeaderChanges is not null)];
        (string Option, bool IsGiven) force = ("--force", options.Force);
        (string Option, bool IsGiven) otherAim = ($"--aim {options.Aim}", !Is(options.Aim, "balance"));
        if (options.Frontier is not null)
        {
            RequireApart("--frontier", "several limits of moves are tried", [
                .. limits, ("--window", options.Window is not null), force, ("--replace", options.Replace.Any()),
                ($"--aim {options.Aim}", Is(options.Aim, "leaders")),
            ]);
        }

        if (options.Replace.Any())
        {
            RequireApart("--replace", "brokers are replaced, and nothing else changes", [
                otherAim, force, .. limits, ("--replication-factor", options.ReplicationFactor is not null),
                ("--replication-factors", options.ReplicationFactors is not null), ("--topic-brokers", options.TopicBrokers is not null),
            ]);
        }

        if (options.Force)
        {
            RequireApart("--force", "everything is placed anew, for the aim balance and without a limit on moves or bytes", [
                otherAim, .. moves,
            ]);
        }
    }

    private static bool Is(string given, string value) => value.Equals(given, StringComparison.OrdinalIgnoreCase);

    private static void RequireApart(string option, string why, (string Option, bool IsGiven)[] others)
    {
        if (others.FirstOrDefault(o => o.IsGiven) is { Option: { } other })
        {
            throw new InputException($"{option} and {other} exclude each other: {why}");
        }
    }
}
