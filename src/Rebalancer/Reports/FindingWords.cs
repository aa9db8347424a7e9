using Rebalancer.Verification;

namespace Rebalancer.Reports;

/// <summary>The words that reports use for the severity of findings.</summary>
internal static class FindingWords
{
    public static string Of(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Information => "info",
        FindingSeverity.Warning => "warning",
        FindingSeverity.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, null),
    };
}
