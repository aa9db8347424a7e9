using System.Globalization;

namespace Rebalancer.Swarm;

/// <summary>What the command line asks for.</summary>
/// <param name="Swarm">Which swarm: <c>execution</c> or <c>planning</c>.</param>
/// <param name="First">The first seed.</param>
/// <param name="Last">The last seed, included.</param>
/// <param name="Time">How long new seeds are begun; null without a limit.</param>
internal sealed record SwarmArguments(string Swarm, ulong First, ulong Last, TimeSpan? Time)
{
    private const string Usage = "execution|planning [--seed N] [--seeds A..B] [--seconds S]";

    /// <summary>Whether one seed is replayed: then everything is told that happens.</summary>
    public bool IsReplay => First == Last;

    /// <exception cref="InputException">An argument cannot be used.</exception>
    public static SwarmArguments Parse(string[] arguments)
    {
        if (arguments.Length == 0 || arguments[0] is not ("execution" or "planning"))
        {
            throw new InputException($"say which swarm: {Usage}");
        }

        var parsed = new SwarmArguments(arguments[0], 1, ulong.MaxValue, null);
        for (var i = 1; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : throw new InputException($"{arguments[i]} has no value: {Usage}");
            parsed = arguments[i] switch
            {
                "--seed" => parsed with { First = Number(value), Last = Number(value) },
                "--seeds" when value.Split("..") is [var first, var last] => parsed with { First = Number(first), Last = Number(last) },
                "--seconds" => parsed with { Time = TimeSpan.FromSeconds(Number(value)) },
                _ => throw new InputException($"'{arguments[i]} {value}' is not understood: {Usage}"),
            };
        }

        return parsed.Last == ulong.MaxValue && parsed.Time is null
            ? throw new InputException($"use --seeds or --seconds, or it never ends: {Usage}")
            : parsed;
    }

    private static ulong Number(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new InputException($"'{text}' is not a number: {Usage}");
}
