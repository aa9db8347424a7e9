using CsCheck;

namespace Rebalancer.Tests.Cluster;

/// <summary>Generates damaged files: some characters of a good one replaced by something that means something to its reader.</summary>
internal static class Damage
{
    private static readonly string[] s_inserts =
        ["", "\"", "-", "-1", "9999999999", "null", "[]", "{", "}", "]", ",", ";", ":", "\t", "\n", "#", "1.5", "1001", "\u0000", "ÿ", "\ud800", "true", "Topic: ", " Isr:"];

    public static Gen<string> Of(params string[] files) =>
        from file in Gen.Int[0, files.Length - 1]
        from position in Gen.Int[0, files[file].Length - 1]
        from length in Gen.Int[0, 8]
        from insert in Gen.Int[0, s_inserts.Length - 1]
        select string.Concat(files[file].AsSpan(0, position), s_inserts[insert], files[file].AsSpan(Math.Min(position + length, files[file].Length)));
}
