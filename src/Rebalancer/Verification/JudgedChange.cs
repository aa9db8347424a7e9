using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Verification;

/// <summary>One entry of a plan under judgement: a partition as it is, and the list that it would get.</summary>
internal sealed class JudgedChange
{
    private readonly PartitionSnapshot _partition;
    private readonly FindingList _findings;

    /// <param name="name">The partition.</param>
    /// <param name="rules">What the options say of its topic.</param>
    /// <param name="partition">Its present state.</param>
    /// <param name="isPinned">Whether it never changes.</param>
    /// <param name="after">The list that it would get, not empty.</param>
    /// <param name="findings">Where what is wrong goes.</param>
    public JudgedChange(
        TopicPartition name, TopicRules rules, in PartitionSnapshot partition, bool isPinned, ImmutableArray<int> after,
            FindingList findings)
    {
        Name = name;
        Rules = rules;
        _partition = partition;
        _findings = findings;
        IsPinned = isPinned;
        After = after;
        Wanted = rules.Wanted(partition, isPinned);
        ChangesBrokers = after.Length != Present.Length || ReplicaDifference.Count(after, Present) > 0;
    }

    /// <summary>The partition.</summary>
    public TopicPartition Name { get; }

    /// <summary>What the options say of its topic.</summary>
    public TopicRules Rules { get; }

    /// <summary>Its present state.</summary>
    public ref readonly PartitionSnapshot Partition => ref _partition;

    /// <summary>Its present list; empty for a partition that does not exist yet.</summary>
    public ImmutableArray<int> Present => _partition.Replicas;

    /// <summary>Its planned list.</summary>
    public ImmutableArray<int> After { get; }

    /// <summary>How many replicas it is to have.</summary>
    public int Wanted { get; }

    /// <summary>Whether it never changes.</summary>
    public bool IsPinned { get; }

    /// <summary>Whether the plan gives or takes a replica, and not the order alone changes.</summary>
    public bool ChangesBrokers { get; }

    /// <summary>Errors found so far.</summary>
    public int Errors { get; private set; }

    /// <summary>The entry must not be carried out.</summary>
    public void Error(string code, Func<string> text)
    {
        Errors++;
        _findings.Add(FindingSeverity.Error, code, Name, text);
    }

    /// <summary>The entry is not good.</summary>
    public void Warn(string code, Func<string> text) => _findings.Add(FindingSeverity.Warning, code, Name, text);

    /// <summary>A list for people.</summary>
    public static string List(IEnumerable<int> replicas) => $"[{string.Join(',', replicas)}]";
}
