using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rebalancer.Cluster;

namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>A partition as kafka-topics --describe prints it.</summary>
/// <param name="Leader">-1 for none.</param>
/// <param name="Replicas">In order.</param>
/// <param name="Isr">Sorted.</param>
public sealed record DescribedPartition(int Leader, IReadOnlyList<int> Replicas, IReadOnlyList<int> Isr);

/// <summary>Reads what Kafka's own tools print; written without the product's readers.</summary>
public static partial class KafkaToolOutput
{
    /// <summary>Partitions of kafka-topics --describe.</summary>
    public static IReadOnlyDictionary<TopicPartition, DescribedPartition> Partitions(string output) =>
        PartitionLine().Matches(output).ToDictionary(
        m => new TopicPartition(m.Groups["topic"].Value, Number(m.Groups["partition"].Value)),
        m => new DescribedPartition(
            m.Groups["leader"].Value == "none" ? -1 : Number(m.Groups["leader"].Value),
            Numbers(m.Groups["replicas"].Value),
            [.. Numbers(m.Groups["isr"].Value).Order()]));

    /// <summary>The largest replica's size by partition, of kafka-log-dirs --describe.</summary>
    public static IReadOnlyDictionary<TopicPartition, long> Sizes(string output)
    {
        var json = output.Split('\n').Single(l => l.StartsWith('{'));
        using var document = JsonDocument.Parse(json);
        var sizes = new Dictionary<TopicPartition, long>();
        foreach (var replica in document.RootElement.GetProperty("brokers").EnumerateArray()
            .SelectMany(b => b.GetProperty("logDirs").EnumerateArray()).SelectMany(d => d.GetProperty("partitions").EnumerateArray()))
        {
            var name = replica.GetProperty("partition").GetString()!;
            var dash = name.LastIndexOf('-');
            var partition = new TopicPartition(name[..dash], Number(name[(dash + 1)..]));
            sizes[partition] = Math.Max(sizes.GetValueOrDefault(partition), replica.GetProperty("size").GetInt64());
        }

        return sizes;
    }

    /// <summary>Racks by broker, of kafka-broker-api-versions.</summary>
    public static IReadOnlyDictionary<int, string> Racks(string output) =>
        BrokerLine().Matches(output).ToDictionary(m => Number(m.Groups["id"].Value), m => m.Groups["rack"].Value);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static List<int> Numbers(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)];

    [GeneratedRegex(
        @"^\s*Topic: (?<topic>\S+)\s+Partition: (?<partition>\d+)\s+Leader: (?<leader>-?\d+|none)"
            + @"\s+Replicas: (?<replicas>[\d,]*)[ \t]+Isr: (?<isr>[\d,]*)",
        RegexOptions.Multiline)]
    private static partial Regex PartitionLine();

    [GeneratedRegex(@"\(id: (?<id>\d+) rack: (?<rack>\S+?)(?: isFenced: \w+)?\) -> \(")]
    private static partial Regex BrokerLine();
}
