using System.Collections.Immutable;
using Rebalancer.Planning;

namespace Rebalancer.Verification;

/// <summary>Compares every number of a state with what it is.</summary>
/// <param name="when">Which state it is, for people.</param>
/// <param name="wrong">Told one sentence for each number that is wrong.</param>
internal sealed class MetricsCheck(string when, Action<string> wrong)
{
    /// <summary>Compares all numbers.</summary>
    /// <param name="claimed">What the plan says.</param>
    /// <param name="found">What is.</param>
    public void Compare(PlanMetrics claimed, PlanMetrics found)
    {
        Compare("replicas on dead brokers", claimed.DeadReplicas, found.DeadReplicas);
        Compare("replicas on draining brokers", claimed.DrainingReplicas, found.DrainingReplicas);
        Compare("partitions with avoidable violations", claimed.PartitionsWithAvoidableViolations, found.PartitionsWithAvoidableViolations);
        Compare("sum of squares of replicas", claimed.ReplicaSumOfSquares, found.ReplicaSumOfSquares);
        Compare("sum of squares of leaders", claimed.LeaderSumOfSquares, found.LeaderSumOfSquares);
        Compare("replicas", claimed.Replicas, found.Replicas);
        Compare("leaders", claimed.Leaders, found.Leaders);
        Compare("bytes", claimed.Bytes, found.Bytes);
        Compare(claimed.Dimensions, found.Dimensions);
        Compare(claimed.Brokers, found.Brokers);
    }

    private void Compare(ImmutableArray<DimensionMetrics> claimed, ImmutableArray<DimensionMetrics> found)
    {
        if (!claimed.Select(d => d.Dimension).SequenceEqual(found.Select(d => d.Dimension)))
        {
            wrong($"The plan names the rack dimensions {Names(claimed)} {when}, but they are {Names(found)}.");
            return;
        }

        foreach (var (said, real) in claimed.Zip(found))
        {
            Compare($"missing {said.Dimension}s", said.MissingDomains, real.MissingDomains);
            Compare($"partitions sharing one {said.Dimension}", said.SharingPartitions, real.SharingPartitions);
        }
    }

    private void Compare(ImmutableArray<BrokerMetrics> claimed, ImmutableArray<BrokerMetrics> found)
    {
        if (!claimed.Select(b => b.BrokerId).SequenceEqual(found.Select(b => b.BrokerId)))
        {
            wrong($"The plan lists {claimed.Length} live brokers {when}, but other ones are live: {found.Length} in all.");
            return;
        }

        foreach (var (said, real) in claimed.Zip(found))
        {
            var broker = $"broker {said.BrokerId}";
            Compare($"replicas on {broker}", said.Replicas, real.Replicas);
            Compare($"leaders on {broker}", said.Leaders, real.Leaders);
            Compare($"bytes on {broker}", said.Bytes, real.Bytes);
            if (said.Role != real.Role || said.Host != real.Host || !said.Domains.SequenceEqual(real.Domains))
            {
                wrong($"The plan has {Words(said)} {when}, but it is {Words(real)}.");
            }
        }
    }

    private void Compare(string what, LoadRange claimed, LoadRange found)
    {
        Compare($"fewest {what} on a broker", claimed.Min, found.Min);
        Compare($"most {what} on a broker", claimed.Max, found.Max);
    }

    private void Compare(string what, long claimed, long found)
    {
        if (claimed != found)
        {
            wrong($"The plan says {claimed} for its {what} {when}, but it is {found}.");
        }
    }

    private static string Names(ImmutableArray<DimensionMetrics> dimensions) =>
        $"[{string.Join(',', dimensions.Select(d => d.Dimension))}]";

    private static string Words(BrokerMetrics broker) =>
        $"broker {broker.BrokerId} ({broker.Host}, [{string.Join(',', broker.Domains.Select(d => d ?? "unknown"))}], {broker.Role})";
}
