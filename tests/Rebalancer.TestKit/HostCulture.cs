using System.Globalization;

namespace Rebalancer.TestKit;

/// <summary>A culture that writes numbers and times in another way, for as long as this object is not disposed.</summary>
/// <remarks>The tool is built without cultures; a process that hosts the libraries has one. It flows with the calling code.</remarks>
public sealed class HostCulture : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    /// <summary>Puts it in place.</summary>
    public HostCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.PercentDecimalSeparator = ",";
        culture.NumberFormat.PercentSymbol = "pct";
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.DateTimeFormat.DateSeparator = "|";
        culture.DateTimeFormat.TimeSeparator = ".";
        CultureInfo.CurrentCulture = culture;
    }

    /// <summary>Puts the culture before back.</summary>
    public void Dispose() => CultureInfo.CurrentCulture = _before;
}
