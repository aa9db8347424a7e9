namespace Rebalancer.Reports.Building;

/// <summary>Says in one sentence what is wrong with a cluster now.</summary>
internal static class StateSentence
{
    /// <param name="effects">What is known of the cluster.</param>
    /// <param name="limits">By what is left of the brokers the spread is judged.</param>
    public static string Of(PlanEffects effects, BrokerLimits limits)
    {
        var within = limits.Within;
        var parts = new List<string>();
        parts.AddRange(Risk(effects));
        var before = effects.Before;
        if (before.DeadReplicas > 0)
        {
            parts.Add($"{Quantity.Count(before.DeadReplicas, "replica")} {(before.DeadReplicas == 1 ? "is" : "are")} on dead brokers");
        }

        if (before.DrainingReplicas > 0)
        {
            parts.Add($"{Quantity.Count(before.DrainingReplicas, "replica")} {(before.DrainingReplicas == 1 ? "is" : "are")} on brokers "
                + "being drained");
        }

        if (before.PartitionsWithAvoidableViolations is > 0 and var violated)
        {
            parts.Add($"{Quantity.Count(violated, "partition")} could be spread better over the racks{within}");
        }

        if (before.Replicas.Max - before.Replicas.Min > 1)
        {
            parts.Add($"brokers hold from {Quantity.Count(before.Replicas.Min)} to {Quantity.Count(before.Replicas.Max)} replicas");
        }

        return parts.Count > 0
            ? $"Now: {Quantity.Join(parts)}."
            : $"Now: no partition could be spread better{within}, and the replicas are evenly distributed.";
    }

    // What is stopped already is told for itself.
    private static IEnumerable<string> Risk(PlanEffects effects)
    {
        var (risk, all) = (effects.Risk, effects.Cluster.PartitionCount);
        var already = risk.WithoutLoss.Before;
        if (already.Stopped > 0)
        {
            yield return $"{Quantity.Count(already.Stopped, "partition")} of {Quantity.Count(all)} "
                + $"{(already.Stopped == 1 ? "takes" : "take")} no writes";
        }

        var worst = risk.WorstDomainBefore ?? risk.Losses.MaxBy(l => l.Before.Stopped);
        if (worst is not null && worst.Before.Stopped > already.Stopped)
        {
            var what = $"the loss of {worst.Dimension} {worst.Name} would";
            var (stopped, offline) = (worst.Before.Stopped - already.Stopped, worst.Before.Offline - already.Offline);
            var of = already.Stopped > 0 ? "more" : $"of {Quantity.Count(all, "partition")}";

            // Some that take no writes may be online, and go offline with others: then the counts are of different partitions.
            yield return offline == 0 ? $"{what} stop writes to {Quantity.Count(stopped)} {of}"
                : already.Stopped > already.Offline
                ? $"{what} stop writes to {Quantity.Count(stopped)} more and leave "
                    + $"{Quantity.Count(worst.Before.Offline, "partition")} offline"
                : offline == stopped ? $"{what} take {Quantity.Count(offline)} {of} offline"
                : $"{what} stop writes to {Quantity.Count(stopped)} {of} and take {Quantity.Count(offline)} of them offline";
        }
    }
}
