using Rebalancer.Cli.Rendering;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Rendering;

public sealed class RunFilesTests
{
    [Theory]
    [InlineData("", "the plan is in")]
    [InlineData("plan.json", "the plan is in")]
    [InlineData("journal-0001.jsonl", "the plan and its journal are in")]
    [InlineData("journal-0001.jsonl;execution-report.json", "the plan, its journal and its reports are in")]
    public void Sentence_NamesOnlyWhatIsThere(string files, string expected)
    {
        using var directory = new TemporaryDirectory();
        foreach (var file in files.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            File.WriteAllText(directory.File(file), "");
        }

        RunFiles.Sentence(directory.Path).ShouldBe($"{expected} {directory.Path}");
    }
}
