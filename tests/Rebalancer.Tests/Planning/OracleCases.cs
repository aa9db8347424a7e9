using System.Globalization;

namespace Rebalancer.Tests.Planning;

/// <summary>How many random cases the tests against an oracle look at.</summary>
/// <remarks>
/// REBALANCER_ORACLE_CASES=2000 looks at so many cases of each kind instead of a few, REBALANCER_ORACLE_SEED=5000 starts from that seed.
/// A number below the usual ones cuts the longer tests too, for who runs them hundreds of times (tools/mutation.sh).
/// </remarks>
internal static class OracleCases
{
    private static readonly int? s_asked = Setting("REBALANCER_ORACLE_CASES");

    public static int FirstSeed => Setting("REBALANCER_ORACLE_SEED") ?? 1;

    public static int Or(int usual) => s_asked ?? usual;

    public static int AtMost(int usual) => Math.Min(usual, s_asked ?? usual);

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
