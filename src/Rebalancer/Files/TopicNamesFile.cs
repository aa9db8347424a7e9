using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;

namespace Rebalancer.Files;

/// <summary>
/// Reads a list of topics, one name a line or several by the rule of <see cref="NameList"/>; <c>#</c> starts a comment line.
/// </summary>
/// <remarks>Stateless and safe to use from many threads at once.</remarks>
public static class TopicNamesFile
{
    /// <summary>Reads an open file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The names, in the file's order.</returns>
    /// <exception cref="InputException">The file names no topic, or a line is none that Kafka allows.</exception>
    public static ImmutableArray<string> Read(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var lines = new TextLines(file);
        var names = ImmutableArray.CreateBuilder<string>();
        while (lines.Read() is { } line)
        {
            var name = line.Trim();
            if (name.Length == 0 || name[0] == '#')
            {
                continue;
            }

            string[] given = NameList.Split(name);
            if (given.Select(TopicNames.Problem).FirstOrDefault(problem => problem is not null) is { } problem)
            {
                throw new InputException(
                    $"{file.Name}, line {file.LinesRead}: {problem}. Perhaps another file was meant: this one should have one topic a "
                    + "line.");
            }

            names.AddRange(given);
        }

        return names.Count > 0 ? names.DrainToImmutable() : throw file.Fail("it names no topic", "write one name a line");
    }
}
