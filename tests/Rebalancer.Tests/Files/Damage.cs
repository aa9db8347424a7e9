using Rebalancer.TestKit;

namespace Rebalancer.Tests.Files;

/// <summary>
/// Damages good files: some characters replaced by something that means something to their reader. The same damage in every run.
/// </summary>
internal static class Damage
{
    private const int Count = 4_000;

    private static readonly string[] s_inserts =
        ["", "\"", "-", "-1", "9999999999", "null", "[]", "{", "}", "]", ",", ";", ":", "\t", "\n", "#", "1.5", "1001", "\u0000", "ÿ",
            "\ud800", "true", "Topic: ", " Isr:"];

    public static IEnumerable<string> Of(params string[] files)
    {
        var random = new DeterministicRandom(20261124);
        for (var i = 0; i < Count; i++)
        {
            var file = files[random.Next(files.Length)];
            var position = random.Next(file.Length);
            var end = Math.Min(position + random.Next(9), file.Length);
            yield return string.Concat(file.AsSpan(0, position), s_inserts[random.Next(s_inserts.Length)], file.AsSpan(end));
        }
    }
}
