namespace Rebalancer.Files.Input;

/// <summary>
/// A file as people paste it from a terminal: finds the JSON or the topic lines in it and passes over log lines, prompts and what Kafka's
/// tools print around.
/// </summary>
internal sealed class PastedText(InputFile file, PassedLines? passed = null)
{
    /// <summary>Above the present lists, in the output of <c>--generate</c> and <c>--execute</c>.</summary>
    public const string CurrentHeading = "Current partition replica assignment";

    /// <summary>Above the lists that <c>--generate</c> proposes.</summary>
    public const string ProposedHeading = "Proposed partition reassignment configuration";

    /// <summary>Below the present lists in the output of <c>--execute</c>.</summary>
    public const string RollbackHeading = "Save this to use as the --reassignment-json-file option during rollback";

    /// <summary>How the output of <c>--verify</c> begins.</summary>
    public const string VerificationHeading = "Status of partition reassignment";

    /// <summary>Lines after which nothing is looked for any more: what matters stands near the start.</summary>
    private const int MaxLinesAhead = 10_000;

    private readonly TextLines _lines = new(file);
    private bool _afterJson;

    /// <summary>The lines that were passed over.</summary>
    public PassedLines Passed { get; } = passed ?? new PassedLines();

    /// <summary>The last heading of one of Kafka's tools, or null.</summary>
    public string? Heading { get; private set; }

    /// <summary>All headings so far.</summary>
    public HashSet<string> Headings { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Goes to what matters next: the JSON (for a <see cref="JsonInput"/> of the same file) or the topic lines (for <see cref="Lines"/>).
    /// </summary>
    /// <returns><see cref="LineKind.Json"/>, <see cref="LineKind.Topic"/>, or <see cref="LineKind.Blank"/> at the end.</returns>
    public LineKind Next()
    {
        for (var ahead = 0; _lines.Peek() is { } start; ahead++)
        {
            var kind = PastedLine.KindOf(start);
            if (kind == LineKind.Json)
            {
                Passed.RequireNoOpenComment(file.Name);
                _afterJson = true;
                _lines.GiveBack();
                return kind;
            }

            if (kind == LineKind.Topic || ahead == MaxLinesAhead)
            {
                return kind == LineKind.Topic ? kind : LineKind.Blank;
            }

            PassOver(kind, _lines.Read()!);
        }

        return LineKind.Blank;
    }

    /// <summary>The topic lines from here to the end; others are passed over.</summary>
    public IEnumerable<string> Lines()
    {
        while (_lines.Read() is { } line)
        {
            if (PastedLine.KindOf(line) is var kind && kind == LineKind.Topic)
            {
                yield return line;
            }
            else
            {
                PassOver(kind, line);
            }
        }
    }

    /// <summary>Reads the rest behind a JSON document: prompts and the like are passed over.</summary>
    /// <exception cref="InputException">It is JSON, or a rest of some.</exception>
    public void RequireEnd()
    {
        while (_lines.Peek() is { } start)
        {
            var kind = PastedLine.KindOf(start);
            if (kind == LineKind.Json)
            {
                throw FailAfterJson(start);
            }

            PassOver(kind, _lines.Read()!);
        }
    }

    /// <summary>The exception where JSON was looked for and <see cref="Next"/> found none.</summary>
    public InputException FailWithoutJson() => _lines.Peek() is { } line && PastedLine.KindOf(line) == LineKind.Topic
        ? file.Fail("there are topic lines instead of JSON in it", OtherFiles.Description)
        : Passed.OnlyInComment(file.Name) is { } comment ? comment
        : Passed.First is { } first
            ? file.Fail(
                $"there is no JSON object in it: it starts with {InputText.Quote(first)}",
                Passed.LikelyFile ?? "another file was meant")
            : file.Fail("there is no JSON object in it", "another file was meant");

    private InputException FailAfterJson(string line) => new(
        $"{file.Name}, line {file.LinesRead + 1}: {InputText.Quote(line.Trim())} follows the end of the JSON. "
        + "Perhaps a bracket is too many, or two files were joined into one.");

    private void PassOver(LineKind kind, string line)
    {
        if (kind is LineKind.Other or LineKind.Topic)
        {
            if (_afterJson && line.AsSpan().TrimStart() is ['}' or ']' or ',' or ':' or '"', ..])
            {
                file.LinesRead--;
                throw FailAfterJson(line);
            }

            Passed.LookForComment(line, file.LinesRead);
            Passed.Add(line);
        }
        else if (kind == LineKind.Tool)
        {
            foreach (var heading in new[] { CurrentHeading, ProposedHeading, RollbackHeading, VerificationHeading })
            {
                if (line.AsSpan().TrimStart().StartsWith(heading))
                {
                    Heading = heading;
                    Headings.Add(heading);
                }
            }
        }
    }
}
