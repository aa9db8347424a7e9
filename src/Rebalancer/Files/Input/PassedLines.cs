using System.Text.RegularExpressions;

namespace Rebalancer.Files.Input;

/// <summary>Remembers which lines of a file were passed over.</summary>
internal sealed partial class PassedLines
{
    private const string TopicOptions = "topic|exclude-internal|topics-with-overrides";

    private const string PartitionOptions = "(?:under-replicated|unavailable|under-min-isr|at-min-isr)-partitions";

    private bool _areOfBrokers;
    private string? _first;
    private int _count;
    private long? _openComment;
    private long? _commentBeforeJson;

    /// <summary>
    /// An option of the command that was pasted with its output, where it limits the output to a part of the cluster; or null.
    /// </summary>
    public string? PartialListing { get; private set; }

    /// <summary>How the first one begins, or null.</summary>
    public string? First => _first;

    /// <summary>What the file likely is, where none of its lines is what was looked for; null where that is not known.</summary>
    public string? LikelyFile => _areOfBrokers ? OtherFiles.Brokers : null;

    /// <summary>
    /// Looks for a comment of which JSON could be a part: lines of other tools are passed over, and what a comment hides must not be read.
    /// </summary>
    /// <param name="line">A line that is passed over.</param>
    /// <param name="number">Its number in the file.</param>
    public void LookForComment(string line, long number)
    {
        var text = line.AsSpan().TrimStart();
        var isBlock = _openComment is not null || text.StartsWith("/*");
        if (isBlock)
        {
            _openComment ??= number;
            var end = text.IndexOf("*/");
            if (end < 0)
            {
                return;
            }

            text = text[(end + 2)..];
        }

        if ((isBlock || text is ['#', ..] or ['/', '/', ..]) && text.ContainsAny('{', '['))
        {
            _commentBeforeJson ??= _openComment ?? number;
        }

        _openComment = null;
    }

    /// <summary>Requires that JSON which follows here is no part of a comment.</summary>
    /// <param name="fileName">What messages call the file.</param>
    /// <exception cref="InputException">A comment was begun and not ended.</exception>
    public void RequireNoOpenComment(string fileName)
    {
        if (_openComment is { } number)
        {
            throw JsonComments.Failure(fileName, $"line {number}");
        }
    }

    /// <summary>The exception where JSON is only in a comment, or behind one on its line; null where there is none at all.</summary>
    /// <param name="fileName">What messages call the file.</param>
    public InputException? OnlyInComment(string fileName) =>
        _commentBeforeJson is { } number ? JsonComments.Failure(fileName, $"line {number}") : null;

    public void Add(string line)
    {
        _first ??= line.Trim();
        _areOfBrokers |= BrokersFile.IsBroker(line);
        _count++;
        PartialListing ??= PartOption().Match(line) is { Success: true } match ? match.Value : null;
    }

    /// <summary>What a person may want to know of how the lines of a file were read: a line each.</summary>
    public IEnumerable<string> Notes(InputFile file)
    {
        if (file.HadColors)
        {
            yield return $"{file.Name}: colour codes for a terminal, as grep --color writes them, were left out.";
        }

        if (_count > 0)
        {
            var which = _count == 1
                ? "1 line that does not belong to it was passed over,"
                : $"{_count} lines that do not belong to it were passed over, the first one";
            yield return $"{file.Name}: {which} {InputText.Quote(_first!)}.";
        }
    }

    [GeneratedRegex(@"--(?:" + TopicOptions + "|" + PartitionOptions + @")(?=\s|=|$)")]
    private static partial Regex PartOption();
}
