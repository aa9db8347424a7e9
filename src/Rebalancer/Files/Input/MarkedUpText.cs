using System.Text;

namespace Rebalancer.Files.Input;

/// <summary>Tells pages and pictures, which reports are, from what can be read here.</summary>
public static class MarkedUpText
{
    private const int SampleLength = 256;

    private static readonly string[] s_htmlStarts = ["<!doctype html", "<html", "<head", "<body"];

    /// <summary>Whether a text is an HTML page, such as the log-in page that a download gave in place of a file.</summary>
    /// <param name="start">How it begins, without blanks before it.</param>
    public static bool IsHtmlPage(ReadOnlySpan<char> start)
    {
        foreach (var html in s_htmlStarts)
        {
            if (start.StartsWith(html, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a text is that begins so, or null for all others.</summary>
    internal static string? KindOf(ReadOnlySpan<byte> head)
    {
        var start = Encoding.UTF8.GetString(head[..Math.Min(head.Length, SampleLength)]).TrimStart();
        bool Begins(string with) => start.StartsWith(with, StringComparison.OrdinalIgnoreCase);
        return IsHtmlPage(start) ? "an HTML page"
            : Begins("<svg") || (Begins("<?xml") && start.Contains("<svg", StringComparison.OrdinalIgnoreCase)) ? "a picture (SVG)"
            : null;
    }
}
