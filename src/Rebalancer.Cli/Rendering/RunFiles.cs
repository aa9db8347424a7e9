using Rebalancer.Kafka.Execution.Reports;
using Rebalancer.Plans;

namespace Rebalancer.Cli.Rendering;

/// <summary>What is in the directory of a plan, for a person who stopped its run.</summary>
internal static class RunFiles
{
    /// <summary>How many runs have begun to write their journal.</summary>
    public static int Journals(string directory) => Directory.Exists(directory)
        ? Directory.EnumerateFiles(directory).Select(Path.GetFileName)
            .Count(name => name!.StartsWith("journal-", StringComparison.Ordinal) && PlanDirectory.IsOwnFile(name))
        : 0;

    /// <summary>Names what is there, such as <c>the plan and its journal are in d</c>.</summary>
    public static string Sentence(string directory)
    {
        List<string> parts = ["the plan"];
        if (Journals(directory) > 0)
        {
            parts.Add("its journal");
        }

        if (File.Exists(Path.Combine(directory, ReportWriter.JsonName)))
        {
            parts.Add("its reports");
        }

        var all = parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}";
        return $"{all} {(parts.Count == 1 ? "is" : "are")} in {directory}";
    }
}
