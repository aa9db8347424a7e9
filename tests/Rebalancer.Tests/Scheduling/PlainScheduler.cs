using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Scheduling;

namespace Rebalancer.Tests.Scheduling;

/// <summary>What the window scheduler is to pick, written down as simply as can be: every step is asked, every time.</summary>
internal sealed class PlainScheduler
{
    private int _lastServed = int.MinValue;

    public List<PlainStep> Select(
        List<PlainStep> pending, bool smallFirst, IReadOnlyList<IWindowBudget<PlainStep>> budgets, int most, out string? blocked)
    {
        blocked = null;
        var selected = new List<PlainStep>();
        var turns = pending.GroupBy(s => s.Destinations.IsEmpty ? -1 : s.Destinations[0])
            .OrderBy(g => g.Key <= _lastServed).ThenBy(g => g.Key)
            .Select(g => (Broker: g.Key, Steps: new Queue<PlainStep>(g.OrderBy(s => smallFirst ? s.Bytes : 0).ThenBy(s => s.Order))))
            .ToList();
        while (turns.Count > 0 && selected.Count < most)
        {
            turns = turns.Where(t => t.Steps.Count > 0).ToList();
            foreach (var turn in turns.Where(_ => selected.Count < most).ToList())
            {
                while (turn.Steps.Count > 0 && selected.Count < most)
                {
                    var step = turn.Steps.Dequeue();
                    if (budgets.Select(b => b.WhyNot(step)).FirstOrDefault(r => r is not null) is { } reason)
                    {
                        blocked ??= $"{step.TopicPartition}: {reason}";
                        continue;
                    }

                    foreach (var budget in budgets)
                    {
                        budget.Take(step);
                    }

                    selected.Add(step);
                    _lastServed = turn.Broker;
                    break;
                }
            }
        }

        pending.RemoveAll(selected.Contains);
        return selected;
    }
}

/// <summary>A step of a test.</summary>
/// <param name="Partition">Its partition, which is its place in the plan too.</param>
/// <param name="Destinations">Brokers that get a copy.</param>
/// <param name="Source">The leader.</param>
/// <param name="Bytes">Bytes of one replica.</param>
/// <param name="IsInternal">Whether the topic is Kafka's own.</param>
internal sealed record PlainStep(int Partition, ImmutableArray<int> Destinations, int Source, long Bytes, bool IsInternal) : IWindowStep
{
    public TopicPartition TopicPartition => new("t", Partition);

    public int Order => Partition;

    /// <summary>The steps after it.</summary>
    public ImmutableArray<ImmutableArray<int>> Rest { get; init; } = [];

    public bool Equals(PlainStep? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Partition;
}
