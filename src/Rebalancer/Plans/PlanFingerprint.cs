using System.Collections.Immutable;
using System.Security.Cryptography;
using Rebalancer.Cluster;
using Rebalancer.Files.Output;
using Rebalancer.Planning;

namespace Rebalancer.Plans;

/// <summary>The identity of a plan: what was reviewed is what runs.</summary>
public static class PlanFingerprint
{
    private const int FlushAt = 1 << 16;

    /// <summary>SHA-256 in lower-case hex over the cluster id and, per partition in order, topic, number, old and new list.</summary>
    /// <param name="clusterId">Kafka's cluster id, or null where not known.</param>
    /// <param name="changes">The changes in the plan's order.</param>
    public static string Compute(string? clusterId, ImmutableArray<PartitionChange> changes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new Utf8Buffer();
        text.Add("rebalancer plan 1\n"u8);
        text.Add(clusterId ?? "");
        text.Add((byte)'\n');
        foreach (var change in changes)
        {
            // Topic names hold no spaces or line ends, so no two plans share a text.
            text.Add(change.TopicPartition.Topic);
            text.Add((byte)' ');
            text.Add(change.TopicPartition.Partition);
            text.Add((byte)' ');
            text.Add(change.Before.Ids());
            text.Add((byte)' ');
            text.Add(change.After.Ids());
            text.Add((byte)'\n');
            if (text.Length > FlushAt)
            {
                hash.AppendData(text.Written);
                text.Clear();
            }
        }

        hash.AppendData(text.Written);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
