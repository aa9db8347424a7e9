namespace Rebalancer.Topology;

/// <summary>Whether a text names a rack or a domain at all: one rule for brokers, snapshots and tables.</summary>
internal static class DomainText
{
    /// <summary>
    /// What people and programs write for "there is none". Brokers that share such a word share no domain, as far as anybody knows.
    /// "NA" is not among them: it is a region, too.
    /// </summary>
    private static readonly HashSet<string> s_placeholders = new(StringComparer.OrdinalIgnoreCase)
    {
        "-", "--", "?", "N/A", "n.a.", "none", "null", "nil", "NaN", "unknown", "undefined", "unset", "TBD",
    };

    /// <summary>The text without blanks around it; null where it is empty or stands for "there is none".</summary>
    public static string? Known(string? text) =>
        text?.Trim() is { Length: > 0 } trimmed && !s_placeholders.Contains(trimmed.Trim('(', ')', '<', '>', '[', ']')) ? trimmed : null;
}
