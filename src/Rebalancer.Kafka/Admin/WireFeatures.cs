using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Admin;

/// <summary>
/// What a cluster offers, read from the APIs that one of its brokers lists: Kafka has no other flag for mode and release.
/// </summary>
internal sealed class WireFeatures(BrokerApis apis)
{
    // APIs that tell the mode and the release, and are never called here
    private const short DescribeClientQuotas = 48;
    private const short DescribeQuorum = 55;

    /// <summary>KRaft brokers offer DescribeQuorum and have no controller-to-broker calls on a client's listener.</summary>
    public bool IsKRaft => apis.Lists(DescribeQuorum) && !apis.LooksLikeZooKeeper;

    /// <summary>APIs 45 and 46 (KIP-455, 2.4+).</summary>
    public bool SupportsReassignment => apis.Offers(ApiKey.AlterPartitionReassignments) && apis.Offers(ApiKey.ListPartitionReassignments);

    /// <summary>API 45 version 1 (KIP-860, 4.1+).</summary>
    public bool CanForbidReplicationFactorChange => apis.Offers(ApiKey.AlterPartitionReassignments, leastVersion: 1);

    /// <summary>Brokers before 2.6 hide the throttle rates; client quotas (API 48) came in that release.</summary>
    public bool ThrottleRatesReadable => apis.Lists(DescribeClientQuotas);

    /// <summary>Asks one broker.</summary>
    public static async Task<WireFeatures> ReadAsync(WireClient wire, CancellationToken cancellationToken) =>
        new(await wire.DescribeApisAsync(cancellationToken).ConfigureAwait(false));
}
