namespace Rebalancer.Cluster;

/// <summary>The one rule for how far a replication factor may be lowered; plans are warned of by it, and carried out by it.</summary>
/// <remarks>Stateless and safe to use from many threads at once.</remarks>
public static class LoweredFactor
{
    /// <summary>Whether a lowered list holds so few replicas that producers stop, at once or when one more broker is down.</summary>
    /// <param name="before">How many replicas the partition has.</param>
    /// <param name="after">How many it would have.</param>
    /// <param name="minInSyncReplicas">The topic's <c>min.insync.replicas</c>, or null where not known: then nothing is too low.</param>
    /// <param name="spare">How many replicas above the minimum there must be.</param>
    public static bool IsTooLow(int before, int after, int? minInSyncReplicas, int spare = 1) =>
        after < before && minInSyncReplicas is { } minimum && after < minimum + spare;

    /// <summary>What is wrong with such a list and the ways out, as the part of a sentence that follows the number of replicas.</summary>
    /// <param name="after">How many replicas it would have.</param>
    /// <param name="minInSyncReplicas">The topic's <c>min.insync.replicas</c>.</param>
    /// <param name="spare">How many replicas above the minimum there must be; 0 on the way back to a list that a partition had.</param>
    public static string Explain(int after, int minInSyncReplicas, int spare = 1)
    {
        var harm = after < minInSyncReplicas ? "producers with acks=all would stop" : "one broker down would stop producers with acks=all";
        string[] ways =
        [
            .. after - spare > 0 ? [$"lower min.insync.replicas to {after - spare} first"] : (string[])[],
            .. spare > 0 ? [$"plan a replication factor of at least {minInSyncReplicas + spare}"] : (string[])[],
        ];
        return $"min.insync.replicas is {minInSyncReplicas}: {harm}; {string.Join(", or ", ways)}";
    }
}
