using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Verification;

/// <summary>Judges single entries of a plan by what Kafka takes and what the options allow.</summary>
internal sealed class ProposalCheck(VerifiedCluster cluster, VerificationOptions options, FindingList findings)
{
    private readonly HashSet<int> _cordoned = [.. cluster.Brokers.Where(b => b.Cordoned).Select(b => b.Id)];

    /// <summary>Checks an entry against the partition's present state.</summary>
    /// <param name="topicPartition">The partition.</param>
    /// <param name="partition">Its present state.</param>
    /// <param name="before">The list that the plan takes for the present one; <c>default</c> where it does not say.</param>
    /// <param name="after">The planned list.</param>
    /// <returns>Whether the entry has no error.</returns>
    public bool Check(TopicPartition topicPartition, in PartitionSnapshot partition, ImmutableArray<int> before, ImmutableArray<int> after)
    {
        var present = partition.Replicas;
        var errors = 0;
        if (after.IsDefaultOrEmpty)
        {
            Error("no-replicas", () => $"{topicPartition} is given an empty replica list.");
            return false;
        }

        if (!before.IsDefault && !before.SequenceEqual(present))
        {
            Error("before-differs", () => $"{topicPartition} has the replicas {List(present)}, but the plan was made for {List(before)}.");
        }

        if (after.Length != present.Length)
        {
            Error("replication-factor", () => $"{topicPartition} has {present.Length} replicas and would have {after.Length}.");
        }

        if (options.TopicFilter is { } filter && !filter(topicPartition.Topic))
        {
            Error("topic-not-selected", () => $"{topicPartition} is changed, but its topic is not selected.");
        }

        for (var i = 0; i < after.Length; i++)
        {
            var id = after[i];
            if (after.AsSpan()[..i].Contains(id))
            {
                Error("duplicate-replica", () => $"{topicPartition} names broker {id} twice: {List(after)}.");
                continue;
            }

            var held = present.AsSpan().Contains(id);
            if (cluster.IndexOf(id) < 0)
            {
                if (held)
                {
                    findings.Add(
                        FindingSeverity.Warning,
                        "dead-replica-kept",
                        topicPartition,
                        () => $"{topicPartition} keeps a replica on broker {id}, which is not alive.");
                }
                else
                {
                    Error("dead-broker", () => $"{topicPartition} is given a replica on broker {id}, which is not alive or not known.");
                }
            }

            if (!held && _cordoned.Contains(id))
            {
                Error("cordoned-broker", () => $"{topicPartition} is given a replica on broker {id}, which is cordoned.");
            }

            if (!held && !options.MovesAllowed)
            {
                Error(
                    "replica-moved", () => $"{topicPartition} is given a replica on broker {id}, but this plan may only change the order.");
            }
        }

        if (!present.Any(id => cluster.IndexOf(id) >= 0) && !after.SequenceEqual(present))
        {
            Error("no-live-replica", () => $"{topicPartition} has no live replica to copy from.");
        }

        if (errors == 0 && after.SequenceEqual(present))
        {
            findings.Add(
                FindingSeverity.Information,
                "no-change",
                topicPartition,
                () => $"{topicPartition} already has the replicas {List(present)}.");
        }

        return errors == 0;

        void Error(string code, Func<string> text)
        {
            errors++;
            findings.Add(FindingSeverity.Error, code, topicPartition, text);
        }
    }

    private static string List(ImmutableArray<int> replicas) => $"[{string.Join(',', replicas)}]";
}
