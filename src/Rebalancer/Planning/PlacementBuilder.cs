using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Planning;

/// <summary>Places new partitions: the same planning, with partitions that hold nothing yet as the only ones that may change.</summary>
internal static class PlacementBuilder
{
    // A cluster of Kafka's reaches a few million partitions at most; more than this is a slip of the hand.
    private const int MaxNewPartitions = 1_000_000;

    /// <summary>Places the partitions of a request.</summary>
    /// <exception cref="InputException">A topic, count or replication factor cannot be; the message names it.</exception>
    public static PlacementOutcome Build(PlacementRequest request, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var wanted = Check(request);
        var firstNew = wanted.ToDictionary(w => w.Topic, w => FirstNew(request.Snapshot, w.Topic), StringComparer.Ordinal);
        var factors = wanted.ToDictionary(
            w => w.Topic, w => w.ReplicationFactor ?? OwnFactor(request.Snapshot, w.Topic), StringComparer.Ordinal);
        var outcome = new PlanBuilder(
            new(WithNew(request.Snapshot, wanted, firstNew), request.Topology, new PlanOptions
            {
                Roles = request.Roles,
                Solver = request.Solver,
                Spread = request.Spread,
                TimeLimit = request.TimeLimit,
                BrokersOf = request.BrokersOf,
                TopicFilter = firstNew.ContainsKey,
                PinFilter = name => name.Partition < firstNew.GetValueOrDefault(name.Topic, int.MaxValue),
                ReplicationFactorOf = topic => factors[topic],
            }),
            progress, cancellationToken).Build();

        RefuseUnplaced(outcome, wanted);
        var placed = outcome.Changes.Select(c => new PlacedPartition(c.TopicPartition, c.After)).ToImmutableArray();
        return new()
        {
            Partitions = placed,
            Before = outcome.Before,
            After = outcome.After,
            Goals = new(new[] { Goal.Spread, Goal.Evenness, Goal.Balance, Goal.Leaders }.Select(outcome.Goals.Find).OfType<GoalResult>()),
            Notes = [
                .. outcome.Notes.Where(n => n.Code is not ("stays-on-leaving" or PlanNote.NothingDrainedCode)),
                .. Mixed(request.Snapshot, wanted),
                .. Uneven(outcome, wanted, placed)
            ],
            Method = outcome.Method,
        };
    }

    private static ImmutableArray<NewPartitions> Check(PlacementRequest request)
    {
        if (request.Partitions.IsDefaultOrEmpty)
        {
            throw new InputException("There is nothing to place: no topic is named.");
        }

        var problems = new OptionProblems();
        problems.MoreThan(request.TimeLimit, TimeSpan.Zero, name: nameof(request.TimeLimit));
        problems.ThrowIfAny();
        var topics = request.Snapshot.Topics.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var twice in request.Partitions.CountBy(p => p.Topic, StringComparer.Ordinal).Where(c => c.Value > 1))
        {
            throw new InputException($"Topic {InputText.Quote(twice.Key)} is to be placed twice.");
        }

        foreach (var wanted in request.Partitions)
        {
            Check(wanted, topics);
        }

        if (request.Partitions.GroupBy(p => InMetrics(p.Topic), p => p.Topic).FirstOrDefault(alike => alike.Count() > 1) is { } names)
        {
            throw new InputException(
                $"Topics {string.Join(" and ", names.Take(2))} cannot both be created: Kafka does not tell '.' and '_' apart.");
        }

        var total = request.Partitions.Sum(p => (long)p.Count);
        return total <= MaxNewPartitions
            ? [.. request.Partitions.OrderBy(p => p.Topic, StringComparer.Ordinal)]
            : throw new InputException(
                $"{InputText.Count(total)} partitions are to be placed; {InputText.Count(MaxNewPartitions)} at once are the most.");
    }

    private static void Check(NewPartitions wanted, Dictionary<string, TopicSnapshot> topics)
    {
        if (wanted.Count < 1)
        {
            throw new InputException($"Topic {InputText.Quote(wanted.Topic)} is to get {wanted.Count} partitions; it must be at least 1.");
        }

        var existing = topics.GetValueOrDefault(wanted.Topic);
        if (wanted.ReplicationFactor is null)
        {
            if (existing is null || existing.Partitions.IsEmpty)
            {
                throw new InputException(
                    $"Topic {InputText.Quote(wanted.Topic)} is to get more partitions, but the cluster has no such topic.");
            }

            if (existing.HasPlacementConstraints)
            {
                throw new InputException(
                    $"Topic {wanted.Topic} has placement constraints or observers of Confluent Server, which cannot be planned here.");
            }

            return;
        }

        if (TopicNames.Problem(wanted.Topic) is { } problem)
        {
            throw new InputException($"A topic cannot be placed: {problem}.");
        }

        if (existing is not null)
        {
            throw new InputException(
                $"Topic {wanted.Topic} exists already, with {InputText.Count(existing.Partitions.Length, "partition")}; more "
                    + "partitions can be added to it.");
        }

        if (topics.Keys.FirstOrDefault(name => InMetrics(name) == InMetrics(wanted.Topic)) is { } collision)
        {
            throw new InputException(
                $"Topic {wanted.Topic} cannot be created: Kafka does not tell '.' and '_' apart, and there is a topic {collision}.");
        }

        if (wanted.ReplicationFactor < 1)
        {
            throw new InputException(
                $"Topic {wanted.Topic} is to have a replication factor of {wanted.ReplicationFactor}; it must be at least 1.");
        }
    }

    // Kafka refuses names that differ in '.' and '_' only, since its metrics could not tell them apart.
    private static string InMetrics(string topic) => topic.Replace('.', '_');

    private static int FirstNew(ClusterSnapshot snapshot, string topic) =>
        snapshot.Topics.FirstOrDefault(t => t.Name == topic) is { Partitions: [.., var last] } ? last.Partition + 1 : 0;

    /// <summary>As Kafka has it: the replication factor of a topic is that of its first partition.</summary>
    private static int OwnFactor(ClusterSnapshot snapshot, string topic) =>
        snapshot.Topics.First(t => t.Name == topic).Partitions[0].Replicas.Length;

    private static ClusterSnapshot WithNew(ClusterSnapshot snapshot, ImmutableArray<NewPartitions> wanted, Dictionary<string, int> firstNew)
    {
        var topics = snapshot.Topics.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var (name, count, _) in wanted)
        {
            var topic = topics.GetValueOrDefault(name) ?? new(name, []);
            var added = Enumerable.Range(firstNew[name], count).Select(p => new PartitionSnapshot(p, [], PartitionSnapshot.NoLeader));
            topics[name] = topic with { Partitions = [.. topic.Partitions, .. added] };
        }

        return snapshot with { Topics = [.. topics.Values.OrderBy(t => t.Name, StringComparer.Ordinal)] };
    }

    /// <summary>A new partition without a place is an error: a topic cannot be created in parts.</summary>
    private static void RefuseUnplaced(PlanOutcome outcome, ImmutableArray<NewPartitions> wanted)
    {
        var placed = outcome.Changes.Where(c => !c.After.IsEmpty).CountBy(c => c.TopicPartition.Topic).ToDictionary(StringComparer.Ordinal);
        foreach (var topic in wanted.Where(w => placed.GetValueOrDefault(w.Topic) != w.Count))
        {
            var reasons = outcome.Notes
                .Where(n => n.Code is "rf-above-brokers" or "rf-too-large" or PlanNote.TimeLimitCode).Select(n => n.Text);
            throw new InputException($"Topic {topic.Topic} cannot be placed: {string.Join(' ', reasons)}");
        }
    }

    private static IEnumerable<PlanNote> Mixed(ClusterSnapshot snapshot, ImmutableArray<NewPartitions> wanted)
    {
        foreach (var topic in snapshot.Topics.Where(t => wanted.Any(w => w.Topic == t.Name)))
        {
            var factor = topic.Partitions[0].Replicas.Length;
            if (topic.Partitions.Any(p => p.Replicas.Length != factor))
            {
                yield return new(PlanNoteKind.Warning, "mixed-rf",
                    $"The partitions of topic {topic.Name} differ in their replication factor; new ones get {factor}, as its first "
                        + "partition has and Kafka wants.");
            }
        }
    }

    /// <summary>The cluster's totals come before the evenness of a topic itself; where that shows, it is said.</summary>
    private static IEnumerable<PlanNote> Uneven(
        PlanOutcome outcome, ImmutableArray<NewPartitions> wanted, ImmutableArray<PlacedPartition> placed)
    {
        var brokers = outcome.After.Brokers.Count(b => b.Role.MayReceive);
        foreach (var topic in wanted)
        {
            var counts = placed.Where(p => p.TopicPartition.Topic == topic.Topic)
                .SelectMany(p => p.Replicas).CountBy(b => b).ToDictionary();
            var most = counts.Values.Max();
            var least = counts.Count < brokers ? 0 : counts.Values.Min();
            if (most - least > 1)
            {
                yield return new(PlanNoteKind.Warning, "topic-uneven",
                    $"Topic {topic.Topic} itself is uneven, {least} to {most} new replicas a broker, since that evens out the cluster's "
                        + "totals (or spreads best). Balancing the cluster first, or naming other brokers with --only-to, may spread it "
                        + "more evenly.");
            }
        }
    }
}
