namespace Rebalancer.Kafka.Admin;

/// <summary>Says why a cluster takes no reassignments, and what can be done instead. Pure.</summary>
public static class ReassignmentSupport
{
    /// <summary>Services that are known by their brokers' names. The order matters: the first match counts.</summary>
    private static readonly (Func<string, bool> IsHost, bool Refuses, string Text)[] s_services =
    [
        (host => host.EndsWith(".confluent.cloud", StringComparison.OrdinalIgnoreCase), true,
            "This is Confluent Cloud, which places partitions itself and takes no reassignments. Plans can be made here, not applied."),
        (host => host.EndsWith(".servicebus.windows.net", StringComparison.OrdinalIgnoreCase), true,
            "This is Azure Event Hubs, which has no brokers or replicas to assign. There is nothing to rebalance."),
        (host => host.Contains(".kafka-serverless.", StringComparison.OrdinalIgnoreCase)
            && host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase), true,
            "This is Amazon MSK Serverless, which places partitions itself and takes no reassignments."),
        (host => host.EndsWith(".streamnative.cloud", StringComparison.OrdinalIgnoreCase), true,
            "This is StreamNative (Kafka on Pulsar), which offers no reassignment calls."),
        (host => host.Contains(".kafka.", StringComparison.OrdinalIgnoreCase)
            && host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase), false,
            "This is Amazon MSK: Express brokers refuse reassignments while intelligent rebalancing is ACTIVE. Perhaps pause it first "
                + "(MSK console, or update-rebalancing)."),
    ];

    /// <summary>Why the cluster takes no reassignments, or null where it offers them.</summary>
    /// <param name="cluster">The cluster.</param>
    public static string? WhyNotOffered(ClusterDescription cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        if (Service(cluster) is { Refuses: true } service)
        {
            return service.Text;
        }

        return cluster.SupportsReassignment
            ? null
            : "This cluster has no reassignment calls (KIP-455): its brokers are older than Kafka 2.4, or the service does not offer them. "
                + "Run kafka-reassign-partitions.sh of the brokers' own version with the plan's reassignment.json instead.";
    }

    /// <summary>The likely reason why a cluster that offers reassignments refused one, or null where none is known.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="error">The refusal.</param>
    public static string? WhyRefused(ClusterDescription cluster, KafkaError error)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(error);
        return error.Code is KafkaErrorCode.ClusterAuthorizationFailed
            or KafkaErrorCode.PolicyViolation
            or KafkaErrorCode.InvalidRequest
            or KafkaErrorCode.UnsupportedVersion
            ? Service(cluster)?.Text
            : null;
    }

    private static (Func<string, bool> IsHost, bool Refuses, string Text)? Service(ClusterDescription cluster)
    {
        foreach (var service in s_services)
        {
            if (cluster.Brokers.Any(b => service.IsHost(b.Host)))
            {
                return service;
            }
        }

        return null;
    }
}
