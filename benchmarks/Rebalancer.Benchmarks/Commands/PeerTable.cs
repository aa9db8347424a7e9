using System.Globalization;
using System.Text.Json;
using Rebalancer.Files;
using Rebalancer.Kafka.Simulator;
using Rebalancer.Plans;

namespace Rebalancer.Benchmarks.Commands;

/// <summary>
/// The same simulated cluster asked by two tools, each as a cold process: Kafka's own <c>kafka-reassign-partitions --generate</c> and this
/// one's <c>plan</c>. What either proposes is judged by the verifier.
/// </summary>
internal static class PeerTable
{
    private const string Rebalancer = "src/Rebalancer.Cli/bin/Release/net10.0/rebalancer";
    private const string KafkaTool = "org.apache.kafka.tools.reassign.ReassignPartitionsCommand";
    private const int Runs = 3;

    /// <summary>Prints the table.</summary>
    /// <param name="kafka">The folder of Kafka's jars.</param>
    /// <param name="wanted">How the names of clusters begin; all but the largest where there are none.</param>
    public static async Task<int> PrintAsync(string kafka, IReadOnlyList<string> wanted)
    {
        Console.WriteLine($"Measured on {Environment.ProcessorCount} cores, {Runs} cold processes each: median (smallest..largest); "
            + "the simulated cluster answers on the same cores.");
        Console.WriteLine();
        Console.WriteLine("| cluster | command | wall s | CPU s | peak MiB | moves | avoidable violations | replicas a broker | "
            + "leaders a broker |");
        Console.WriteLine("|---|---|---|---|---:|---:|---:|---|---|");
        foreach (var name in CommandClusters.Names.Where(
            n => wanted.Count == 0 ? n[0] != '1' : wanted.Any(w => n.StartsWith(w, StringComparison.Ordinal))))
        {
            await PrintAsync(name, kafka);
        }

        return 0;
    }

    private static async Task PrintAsync(string name, string kafka)
    {
        var request = Clusters.Request(name);
        using var cluster = SimulatedCluster.FromSnapshot(request.Snapshot);
        await using var server = SimulatedClusterServer.Start(cluster);
        var address = server.BootstrapServers.Split(',')[0];
        var folder = Directory.CreateTempSubdirectory("rebalancer-peers-");
        try
        {
            var topics = Path.Combine(folder.FullName, "topics.json");
            await File.WriteAllTextAsync(topics, JsonSerializer.Serialize(
                new { version = 1, topics = request.Snapshot.Topics.Select(t => new { topic = t.Name }) }));
            var proposal = Path.Combine(folder.FullName, "generated");
            string[] generate =
            [
                "-cp", Path.Combine(kafka, "*"), KafkaTool, "--bootstrap-server", address, "--topics-to-move-json-file", topics,
                "--broker-list", string.Join(',', request.Snapshot.Brokers.Select(b => b.Id)), "--generate",
            ];
            Row(name, "kafka-reassign-partitions --generate", request, proposal, Repeat("java", proposal, generate));
            var plan = Path.Combine(folder.FullName, "plan");
            var runs = Repeat(
                Rebalancer, Path.Combine(folder.FullName, "text"), "plan", "--bootstrap-server", address, "--out", plan, "--overwrite");
            Row(name, "rebalancer plan", request, Path.Combine(plan, PlanDirectory.ReassignmentFileName), runs);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static MeasuredRun[] Repeat(string program, string output, params string[] arguments) =>
    [
        .. Enumerable.Range(0, Runs).Select(_ =>
        {
            using var into = File.Create(output);
            return MeasuredRun.Of(program, into, arguments);
        }),
    ];

    private static void Row(string cluster, string command, PlanRequest request, string proposal, MeasuredRun[] runs)
    {
        var judged = PlanCheck.Of(ReassignmentFile.Read(proposal))
            .Judge(request.Snapshot, request.Topology, CancellationToken.None);
        var after = judged.After;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {cluster} | {command} | {CommandTable.Range(runs.Select(r => r.Wall))} | "
                + $"{CommandTable.Range(runs.Select(r => r.Processor))} | {runs.Max(r => r.PeakBytes) >> 20} | "
                + $"{judged.MoveCount} | {after.PartitionsWithAvoidableViolations} | "
                + $"{after.Replicas.Min}..{after.Replicas.Max} | {after.Leaders.Min}..{after.Leaders.Max} |"));
    }
}
