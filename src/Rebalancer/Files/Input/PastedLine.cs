using System.Text.RegularExpressions;

namespace Rebalancer.Files.Input;

/// <summary>What a line of a pasted text is.</summary>
internal enum LineKind
{
    /// <summary>Nothing but white space.</summary>
    Blank,

    /// <summary>The start of a JSON object or array.</summary>
    Json,

    /// <summary>A line of what <c>kafka-topics --describe</c> prints.</summary>
    Topic,

    /// <summary>A line that one of Kafka's tools prints around what matters.</summary>
    Tool,

    /// <summary>Anything else: a log line, a prompt, a deprecation line.</summary>
    Other,
}

/// <summary>Tells the lines of pasted texts apart by what they are.</summary>
internal static partial class PastedLine
{
    // What kafka-reassign-partitions and kafka-log-dirs print beside the JSON, from Kafka 2.x to 4.x.
    private static readonly string[] s_toolLines =
    [
        PastedText.CurrentHeading, PastedText.ProposedHeading, PastedText.RollbackHeading, PastedText.VerificationHeading,
        "Successfully started ", "Warning: You must run --verify ", "Warning: You must run Verify ",
            "The inter-broker throttle limit was set ",
        "The throttle limit was set ", "The replica-alter-dir throttle limit was set ", "Querying brokers for log directories information",
        "Received log directory information from brokers",
    ];

    public static LineKind KindOf(string line)
    {
        var text = line.AsSpan().Trim();
        return text.IsEmpty ? LineKind.Blank
            : text.StartsWith("Topic:") ? LineKind.Topic
            : (text[0] == '{' || JsonArray().IsMatch(text)) && !LogLine().IsMatch(text) ? LineKind.Json
            : IsOfTool(text) ? LineKind.Tool
            : LineKind.Other;
    }

    private static bool IsOfTool(ReadOnlySpan<char> text)
    {
        foreach (var known in s_toolLines)
        {
            if (text.StartsWith(known))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"^\[\s*(?:[\[\]{""\d-]|true\b|false\b|null\b|$)")]
    private static partial Regex JsonArray();

    // Log4j's date in brackets, whatever form it has, and a prompt such as [7@host dir]$: no array is followed by a word on its line. An
    // object that begins as log lines in JSON do: none that is read here begins so.
    [GeneratedRegex(@"^\[(?:\d{4}-\d\d-\d\d|[^\]\[]*\]\s*[A-Za-z$#>%])"
        + @"|^\{\s*""(?:level|severity|@?timestamp|time|ts|msg|message|log|logger|thread)""\s*:")]
    private static partial Regex LogLine();
}
