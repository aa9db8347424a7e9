using System.ComponentModel;
using System.Globalization;

namespace Rebalancer.Benchmarks.Commands;

/// <summary>
/// Whole commands as users run them: a cold process for each run, the file read, planned, verified, reported and written. Beside them
/// Python's <c>json.load</c> of the same file, a measure that every machine has.
/// </summary>
internal static class CommandTable
{
    private const int Runs = 5;

    /// <summary>Prints the table.</summary>
    /// <param name="arguments">
    /// Binaries as <c>NAME=PATH</c>, the build output where there is none; any other argument is how a cluster's name begins.
    /// </param>
    public static int Print(IReadOnlyList<string> arguments)
    {
        (string Name, string Path)[] binaries = [.. arguments.Where(a => a.Contains('=', StringComparison.Ordinal))
            .Select(a => (a.Split('=')[0], a[(a.IndexOf('=', StringComparison.Ordinal) + 1)..]))];
        string[] wanted = [.. arguments.Where(a => !a.Contains('=', StringComparison.Ordinal))];
        binaries = binaries.Length > 0 ? binaries : [("build output", "src/Rebalancer.Cli/bin/Release/net10.0/rebalancer")];
        using var clusters = new CommandClusters();
        Console.WriteLine($"Measured on {Environment.ProcessorCount} cores, {Runs} cold processes each: median (smallest..largest).");
        Console.WriteLine();
        Console.WriteLine("| cluster | JSON MB | command | wall s | CPU s | peak MiB | wall / json.load |");
        Console.WriteLine("|---|---:|---|---|---|---:|---:|");
        foreach (var cluster in CommandClusters.Names.Where(
            n => wanted.Length == 0 || wanted.Any(w => n.StartsWith(w, StringComparison.Ordinal))))
        {
            var file = clusters.FileOf(cluster);
            var about = string.Create(CultureInfo.InvariantCulture, $"| {cluster} | {new FileInfo(file).Length / 1e6:0.0} |");
            var parse = Parse(file);
            if (parse is not null)
            {
                Row($"{about} python3 json.load", parse, parse);
            }

            foreach (var (name, path) in binaries)
            {
                Row($"{about} plan, {name}", Repeat(path, "plan", "--snapshot", file), parse);
                Row(
                    $"{about} plan --out, {name}",
                    Repeat(path, "plan", "--snapshot", file, "--out", clusters.PlanDirectory, "--overwrite"), parse);
            }
        }

        return 0;
    }

    private static MeasuredRun[]? Parse(string file)
    {
        try
        {
            return Repeat("python3", "-c", "import json, sys; json.load(open(sys.argv[1]))", file);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static MeasuredRun[] Repeat(string program, params string[] arguments) =>
        [.. Enumerable.Range(0, Runs).Select(_ => MeasuredRun.Of(program, arguments))];

    private static void Row(string what, MeasuredRun[] runs, MeasuredRun[]? parse)
    {
        var ratio = parse is null ? double.NaN : runs.Min(r => r.Wall) / parse.Min(r => r.Wall);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what} | {Range(runs.Select(r => r.Wall))} | {Range(runs.Select(r => r.Processor))} | {runs.Max(r => r.PeakBytes) >> 20} | "
                + $"{ratio:0.00} |"));
    }

    internal static string Range(IEnumerable<TimeSpan> times)
    {
        double[] seconds = [.. times.Select(t => t.TotalSeconds).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{seconds[seconds.Length / 2]:0.00} ({seconds[0]:0.00}..{seconds[^1]:0.00})");
    }
}
