using Rebalancer.Cli.Context;
using Rebalancer.Files;
using Rebalancer.Reports;
using Rebalancer.Reports.Json;

namespace Rebalancer.Cli.Rendering;

/// <summary>A placement as files: the report as JSON, and the commands of Kafka's own tool.</summary>
internal static class PlacementFiles
{
    public const string JsonName = "placement.json";
    public const string ScriptName = "create-topics.sh";

    /// <summary>Whether a file of this name is one of a placement.</summary>
    public static bool IsOwnFile(string fileName) => fileName is JsonName or ScriptName;

    /// <summary>Writes the files to a directory that is new or empty.</summary>
    /// <exception cref="InputException">The directory has files already, or cannot be written.</exception>
    public static void Write(string directory, PlacementReport report)
    {
        OutputFile.Write("--out", directory, () =>
        {
            if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            {
                throw new InputException($"--out {directory}: the directory has files already; name a new one");
            }

            var created = !Directory.Exists(directory);
            try
            {
                Directory.CreateDirectory(directory);
                DurableFile.Replace(Path.Combine(directory, JsonName), stream => PlacementReportJson.Write(stream, report));
                DurableFile.Replace(Path.Combine(directory, ScriptName), stream => WriteScript(stream, report));
            }
            catch when (created && Directory.Exists(directory))
            {
                // Made by this call and without a whole placement: nothing of it should stay.
                Directory.Delete(directory, recursive: true);
                throw;
            }
        });
    }

    private static void WriteScript(Stream stream, PlacementReport report)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine("#!/bin/sh");
        writer.WriteLine("set -e");
        foreach (var command in report.Next.Commands.Where(c => c.Line.StartsWith("kafka-topics.sh ", StringComparison.Ordinal)))
        {
            writer.WriteLine(command.Line);
        }
    }
}
