using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
        var text = new StringBuilder();
        text.Append("rebalancer plan 1\n").Append(clusterId).Append('\n');
        foreach (var change in changes)
        {
            // Topic names hold no spaces or line ends, so no two plans share a text.
            text.Append(change.TopicPartition.Topic).Append(' ').Append(CultureInfo.InvariantCulture, $"{change.TopicPartition.Partition}");
            Append(text, change.Before);
            Append(text, change.After);
            text.Append('\n');
            if (text.Length > FlushAt)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
                text.Clear();
            }
        }

        hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(StringBuilder text, ImmutableArray<int> replicas)
    {
        text.Append(' ');
        for (var i = 0; i < replicas.Length; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            text.Append(replicas[i]);
        }
    }
}
