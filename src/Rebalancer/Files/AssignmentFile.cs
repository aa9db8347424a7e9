using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Files.Assignments;
using Rebalancer.Files.Input;

namespace Rebalancer.Files;

/// <summary>
/// Reads a cluster out of what operators already have: Kafka's reassignment JSON, or what <c>kafka-topics.sh --describe</c> prints (Kafka
/// 2.x to 4.x).
/// </summary>
/// <remarks>
/// Neither says which brokers live, so the live brokers come with it. Sizes are not known. The reassignment JSON names no leaders: the
/// first live replica is
/// taken for it, which is where Kafka's leader election ends. Stateless and safe to use from many threads at once.
/// </remarks>
public static class AssignmentFile
{
    /// <summary>Reads a file; finds its kind by looking for what it is, wherever log lines, prompts or headings stand around it.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <param name="liveBrokers">The live brokers, such as <see cref="Topology.TopologyTable.LiveBrokers"/> or those of
    /// <see cref="BrokersFile"/>.</param>
    /// <returns>The cluster; replicas on brokers that are not live count as on dead brokers and are named in the warnings.</returns>
    /// <exception cref="InputException">The file cannot be used.</exception>
    public static ClusterSnapshot Read(string path, ImmutableArray<Broker> liveBrokers)
    {
        using var file = InputFile.Open(path);
        return Read(file, liveBrokers);
    }

    /// <summary>Reads an open file, as <see cref="Read(string, ImmutableArray{Broker})"/> does.</summary>
    /// <param name="file">The file.</param>
    /// <param name="liveBrokers">The live brokers.</param>
    /// <returns>The cluster; replicas on brokers that are not live count as on dead brokers and are named in the warnings.</returns>
    /// <exception cref="InputException">The file cannot be used.</exception>
    public static ClusterSnapshot Read(InputFile file, ImmutableArray<Broker> liveBrokers)
    {
        ArgumentNullException.ThrowIfNull(file);
        ImmutableArray<Broker> brokers = [.. liveBrokers.OrderBy(broker => broker.Id)];
        var limits = ReadLimits.OfThisMachine();
        var text = new PastedText(file);
        var kind = text.Next();
        if (kind == LineKind.Blank && text.Headings.Count == 0)
        {
            throw file.Fail(
                "this is neither Kafka's reassignment JSON nor the output of kafka-topics.sh --describe"
                + (text.Passed.First is { } first ? $": it starts with {InputText.Quote(first)}" : ""),
                text.Passed.LikelyFile ?? "another file was meant");
        }

        ImmutableArray<string> notes = [];
        AssignmentReading reading;
        if (kind == LineKind.Topic)
        {
            reading = new TopicsDescriptionReader(file, text, limits).Read();
            notes = [.. text.Passed.Notes(file)];
        }
        else
        {
            var lists = new ReassignmentBlocks(file, text, limits).ReadCurrent();
            reading = ListedAssignment.Of(file, lists, brokers);
            notes = lists.Notes;
        }

        var snapshot = new ClusterSnapshot(null, brokers, [], reading.Topics) { Notes = notes };
        return snapshot with { Warnings = [.. reading.Warnings, .. ClusterRemarks.Of(snapshot)] };
    }
}
