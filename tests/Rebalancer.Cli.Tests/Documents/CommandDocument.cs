using System.Text;

namespace Rebalancer.Cli.Tests.Documents;

/// <summary>A document whose commands are run, section by section, and whose printed output is what they print.</summary>
/// <remarks>
/// A block of kind <c>console</c> holds commands behind <c>$ </c> and what each prints. A line of three dots in it stands for any lines;
/// a line <c>^C</c> is where somebody pressed Ctrl-C. A block of kind <c>sh</c> holds commands alone. A block whose kind is followed by a
/// name is a file that the commands of its section find.
/// </remarks>
internal static class CommandDocument
{
    private const string Omission = "...";

    /// <summary>The document as it has to be: its text, with what the commands print now.</summary>
    /// <param name="text">The document.</param>
    /// <param name="begin">Begins a section with its heading: a fresh cluster and directory.</param>
    public static string Refresh(string text, Func<string, CommandSession> begin)
    {
        var lines = text.Split('\n');
        var fresh = new StringBuilder();
        CommandSession? session = null;
        var heading = "";
        try
        {
            for (var i = 0; i < lines.Length; i++)
            {
                fresh.Append(lines[i]).Append(i < lines.Length - 1 ? "\n" : "");
                if (lines[i].StartsWith('#'))
                {
                    heading = lines[i].TrimStart('#', ' ');
                    session?.Dispose();
                    session = null;
                }

                if (!lines[i].StartsWith("```", StringComparison.Ordinal))
                {
                    continue;
                }

                var end = Array.IndexOf(lines, "```", i + 1);
                var block = lines[(i + 1)..end];
                foreach (var line in Run(lines[i][3..].Split(' '), block, () => session ??= begin(heading)))
                {
                    fresh.Append(line).Append('\n');
                }

                fresh.Append("```\n");
                i = end;
            }
        }
        finally
        {
            session?.Dispose();
        }

        return fresh.ToString();
    }

    private static IEnumerable<string> Run(string[] kind, string[] block, Func<CommandSession> session)
    {
        if (kind is [_, var name])
        {
            session().Write(name, string.Join('\n', block) + "\n");
        }

        return kind switch
        {
            ["sh"] => Scripted(session(), block),
            ["console"] => Printed(session(), block),
            _ => block,
        };
    }

    private static string[] Scripted(CommandSession session, string[] block)
    {
        foreach (var line in string.Join('\n', block).Replace("\\\n", "", StringComparison.Ordinal).Split('\n'))
        {
            session.RunScriptLine(line);
        }

        return block;
    }

    private static IEnumerable<string> Printed(CommandSession session, string[] block)
    {
        for (var i = 0; i < block.Length;)
        {
            var end = Array.FindIndex(block, i + 1, l => l.StartsWith("$ ", StringComparison.Ordinal));
            end = end < 0 ? block.Length : end;
            var expected = block[(i + 1)..end];

            // A blank line before the next command is only there to be read more easily.
            var gap = end < block.Length && expected is [.., ""] ? 1 : 0;
            expected = expected[..^gap];
            var printed = session.Run(block[i][2..], stopped: expected.Contains("^C")).TrimEnd('\n').Split('\n');
            yield return block[i];
            foreach (var line in Matches(expected, printed) ? expected : printed)
            {
                yield return line;
            }

            if (gap > 0)
            {
                yield return "";
            }

            i = end;
        }
    }

    /// <summary>Whether the lines are those that were printed, where some may be left out.</summary>
    private static bool Matches(ReadOnlySpan<string> expected, ReadOnlySpan<string> printed)
    {
        var omission = expected.IndexOf(Omission);
        if (omission < 0)
        {
            return expected.SequenceEqual(printed);
        }

        if (printed.Length < omission || !expected[..omission].SequenceEqual(printed[..omission]))
        {
            return false;
        }

        for (var skipped = omission; skipped <= printed.Length; skipped++)
        {
            if (Matches(expected[(omission + 1)..], printed[skipped..]))
            {
                return true;
            }
        }

        return false;
    }
}
