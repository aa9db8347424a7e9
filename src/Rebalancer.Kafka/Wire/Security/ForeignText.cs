using Rebalancer.Files.Input;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>Texts that are clearly no properties file, by the first line that says something.</summary>
/// <remarks>
/// As Java reads them nearly every text is a properties file: each line of a web page is a key. The line itself is never shown, since it
/// might hold a secret.
/// </remarks>
internal static class ForeignText
{
    /// <summary>What a text is instead, and what was probably meant; null for one that may be a properties file.</summary>
    /// <param name="line">The line, without blanks before it.</param>
    public static (string What, string Fix)? Of(ReadOnlySpan<char> line) =>
        MarkedUpText.IsHtmlPage(line)
            ? ("an HTML page", "a download gave a log-in or error page instead of the file")
        : Begins(line, "<") ? ("XML", "the settings of another program were meant; Kafka's clients take lines of KEY=VALUE")
        : Begins(line, "{") || line is "[" || Begins(line, "[{") || Begins(line, "[\"")
            ? ("JSON", "another option's file was meant; Kafka's clients take lines of KEY=VALUE")
        : Begins(line, "-----BEGIN ")
            ? ("a certificate or key in PEM",
                "it should be named in a properties file, as ssl.truststore.location or ssl.keystore.location")
        : null;

    private static bool Begins(ReadOnlySpan<char> line, string start) => line.StartsWith(start, StringComparison.OrdinalIgnoreCase);
}
