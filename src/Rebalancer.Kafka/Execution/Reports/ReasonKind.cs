using System.Text.RegularExpressions;

namespace Rebalancer.Kafka.Execution.Reports;

/// <summary>What reasons have in common: the same sentence with other numbers is the same kind.</summary>
public static partial class ReasonKind
{
    /// <summary>The reason without its lists and numbers.</summary>
    /// <param name="reason">The reason of one partition.</param>
    public static string Of(string reason) => Numbers().Replace(reason, "#");

    [GeneratedRegex(@"\[[^\]]*\]|[0-9]+")]
    private static partial Regex Numbers();
}
