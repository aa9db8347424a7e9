using Rebalancer.Cluster;
using Rebalancer.Files.Input;

namespace Rebalancer.Files.Assignments;

/// <summary>
/// Finds the wanted lists in a file that holds Kafka's reassignment JSON alone or the whole output of <c>--generate</c> or
/// <c>--execute</c>.
/// </summary>
internal sealed class ReassignmentBlocks(InputFile file, PastedText text, ReadLimits limits)
{
    private readonly Dictionary<string, ReassignmentBlock> _blocks = new(StringComparer.Ordinal);

    /// <summary>The lists as they are: what stands alone, or under the heading of the present lists.</summary>
    /// <exception cref="InputException">There are none, or they cannot be used.</exception>
    public Reassignment ReadCurrent()
    {
        ReadAll();
        if (_blocks.TryGetValue(PastedText.CurrentHeading, out var current))
        {
            return Take(current, $"{file.Name}: the lists under \"{PastedText.CurrentHeading}\" were read. They hold only the topics "
                + "that Kafka's tool was given.");
        }

        if (_blocks.ContainsKey(PastedText.ProposedHeading))
        {
            throw file.Fail(
                $"it holds only what --generate proposes, not the lists as they are, which stand under \"{PastedText.CurrentHeading}\"",
                    "that part was left out when it was copied");
        }

        return Take(_blocks[""], null);
    }

    /// <summary>
    /// The lists that partitions should get: what stands alone, or what <c>--generate</c> proposes, or the way back that <c>--execute</c>
    /// prints.
    /// </summary>
    /// <exception cref="InputException">There are none, or they cannot be used.</exception>
    public Reassignment ReadProposed()
    {
        ReadAll();
        if (text.Headings.Contains(PastedText.ProposedHeading) && !_blocks.ContainsKey(PastedText.ProposedHeading))
        {
            throw file.Fail($"nothing stands under \"{PastedText.ProposedHeading}\"", "the output was cut off when it was copied");
        }

        return _blocks.TryGetValue(PastedText.ProposedHeading, out var proposed)
                ? Take(proposed, $"{file.Name}: the lists under \"{PastedText.ProposedHeading}\" were read.")
            : _blocks.TryGetValue(PastedText.CurrentHeading, out var current)
                ? Take(current, $"{file.Name}: the lists under \"{PastedText.CurrentHeading}\" were read: the way back, as they were "
                    + "when Kafka's tool was run.")
            : Take(_blocks[""], null);
    }

    private void ReadAll()
    {
        while (text.Next() == LineKind.Json)
        {
            // Only the two headings that stand above lists tell what the next lists are.
            var heading = text.Heading is PastedText.CurrentHeading or PastedText.ProposedHeading ? text.Heading : "";
            if (_blocks.ContainsKey(heading))
            {
                throw new InputException(
                    $"{file.Name}, line {file.LinesRead + 1}: a second JSON document follows. Perhaps two files were joined into one: "
                    + "keep the one that is meant.");
            }

            _blocks.Add(heading, JsonDocuments.ReadHere(
                file, (ref JsonInput input) => new ReassignmentReader(file, limits).Read(ref input)));
        }

        if (_blocks.Count == 0)
        {
            throw text.Headings.Contains(PastedText.VerificationHeading)
                ? file.Fail("this is the output of --verify, which tells how far a reassignment is but holds no replica lists",
                    "the JSON that was verified is meant")
                : text.FailWithoutJson();
        }

        text.RequireEnd();
    }

    private Reassignment Take(ReassignmentBlock block, string? note) => block.Problems is { } problems
        ? throw new InputException(problems)
        : new Reassignment(block.Partitions)
        { Notes = [.. note is null ? Enumerable.Empty<string>() : [note], .. text.Passed.Notes(file)] };
}
