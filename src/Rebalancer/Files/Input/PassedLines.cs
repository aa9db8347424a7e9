using System.Text.RegularExpressions;

namespace Rebalancer.Files.Input;

/// <summary>Remembers which lines of a file were passed over.</summary>
internal sealed partial class PassedLines
{
    private string? _first;
    private int _count;

    /// <summary>An option of the command that was pasted with its output, where it limits the output to a part of the cluster; or null.</summary>
    public string? PartialListing { get; private set; }

    /// <summary>How the first one begins, or null.</summary>
    public string? First => _first;

    public void Add(string line)
    {
        _first ??= line.Trim();
        _count++;
        PartialListing ??= PartOption().Match(line) is { Success: true } match ? match.Value : null;
    }

    /// <summary>One line for a person, or none.</summary>
    public IEnumerable<string> Notes(string fileName)
    {
        if (_count > 0)
        {
            yield return $"{fileName}: {(_count == 1 ? "1 line that does not belong to it was" : $"{_count} lines that do not belong to it were")} passed over, "
                + $"{(_count == 1 ? "" : "the first one ")}{InputText.Quote(_first!)}.";
        }
    }

    [GeneratedRegex(@"--(?:topic|exclude-internal|topics-with-overrides|(?:under-replicated|unavailable|under-min-isr|at-min-isr)-partitions)(?=\s|=|$)")]
    private static partial Regex PartOption();
}
