using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Conventions;

/// <summary>Lines of code have at most 140 characters, so that two files fit beside each other.</summary>
public sealed class LineLengthTests
{
    private const int Most = 140;

    [Fact]
    public void Code_HasNoLongLine() =>
        RepositoryFiles.All(".cs", ".css", ".js", ".sh", ".csproj", ".props", ".yml")
            .SelectMany(path => LongLines(File.ReadAllLines(RepositoryFiles.Find(path))).Select(line => $"{path}:{line}")).ShouldBeEmpty();

    [Theory]
    [InlineData(140, false, 0)]
    [InlineData(141, false, 1)]
    [InlineData(141, true, 0)]
    public void LongLines_CountsCharactersOutsideQuotedText(int length, bool isQuoted, int expected)
    {
        var quote = isQuoted ? "\"\"\"" : "";

        LongLines([$"var text = {quote}", new string('x', length), $"{quote};"]).Count().ShouldBe(expected);
    }

    /// <summary>The numbers of long lines, but for those of a raw string: output of other tools and files are quoted as they are.</summary>
    private static IEnumerable<int> LongLines(string[] lines)
    {
        var isQuoted = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > Most && !isQuoted)
            {
                yield return i + 1;
            }

            isQuoted ^= lines[i].Split("\"\"\"").Length % 2 == 0;
        }
    }
}
