using System.Text.RegularExpressions;

namespace Rebalancer.Files.Input;

/// <summary>Remembers which lines of a file were passed over.</summary>
internal sealed partial class PassedLines
{
    private const string TopicOptions = "topic|exclude-internal|topics-with-overrides";

    private const string PartitionOptions = "(?:under-replicated|unavailable|under-min-isr|at-min-isr)-partitions";

    private string? _first;
    private int _count;

    /// <summary>
    /// An option of the command that was pasted with its output, where it limits the output to a part of the cluster; or null.
    /// </summary>
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
            var which = _count == 1
                ? "1 line that does not belong to it was passed over,"
                : $"{_count} lines that do not belong to it were passed over, the first one";
            yield return $"{fileName}: {which} {InputText.Quote(_first!)}.";
        }
    }

    [GeneratedRegex(@"--(?:" + TopicOptions + "|" + PartitionOptions + @")(?=\s|=|$)")]
    private static partial Regex PartOption();
}
