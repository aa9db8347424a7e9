using System.Text;

namespace Rebalancer.Files.Input;

/// <summary>Tells pages and pictures, which reports are, from what can be read here.</summary>
internal static class MarkedUpText
{
    private const int SampleLength = 256;

    /// <summary>What a text is that begins so, or null for all others.</summary>
    public static string? KindOf(ReadOnlySpan<byte> head)
    {
        var start = Encoding.UTF8.GetString(head[..Math.Min(head.Length, SampleLength)]).TrimStart();
        bool Begins(string with) => start.StartsWith(with, StringComparison.OrdinalIgnoreCase);
        return Begins("<!doctype html") || Begins("<html") ? "an HTML page"
            : Begins("<svg") || (Begins("<?xml") && start.Contains("<svg", StringComparison.OrdinalIgnoreCase)) ? "a picture (SVG)"
            : null;
    }
}
