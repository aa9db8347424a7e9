using System.IO.Compression;
using System.Text;

namespace Rebalancer.Reports.Html;

/// <summary>The page's styles and scripts, embedded at build, and what is packed into the page.</summary>
internal static class PageAssets
{
    /// <summary>The styles.</summary>
    public static string Style { get; } = Read("page.css");

    /// <summary>The scripts of the page of a plan, in the order in which they run.</summary>
    public static string Script { get; } =
        Read("rows.js") + Read("moves.js") + Read("charts.js") + Read("flows.js") + Read("page.js") + Read("plan.js");

    /// <summary>The scripts of a page of tables, and of a run's timeline.</summary>
    public static string TimelineScript { get; } = Read("rows.js") + Read("page.js") + Read("timeline.js");

    /// <summary>Apache ECharts, packed.</summary>
    public static string Charts { get; } = Pack(Encoding.UTF8.GetBytes(Read("echarts.js")));

    /// <summary>Bytes, gzipped, as base64: the page unpacks them with <c>DecompressionStream</c>.</summary>
    public static string Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    private static string Read(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"Rebalancer.Reports.Html.{name}")
            ?? throw new InvalidOperationException($"The page's part {name} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
