using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning.Roles;
using Rebalancer.Topology;
using Rebalancer.Verification;

namespace Rebalancer.Reports.Building;

/// <summary>Lists every partition that could be spread better, and says what it lacks.</summary>
internal static class SpreadViolations
{
    public static ImmutableArray<SpreadViolation> Of(ClusterSnapshot snapshot, RackTopology topology)
    {
        var cluster = new ReportCluster(snapshot, topology, BrokerRoles.Assign(snapshot, GivenRoles.None));
        var spread = new PartitionSpread(new VerifiedCluster(snapshot, topology, GivenRoles.None));
        var violations = ImmutableArray.CreateBuilder<SpreadViolation>();
        foreach (var topic in snapshot.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                spread.Of(partition.Replicas, set: null);
                spread.Measure(partition.Replicas.Ids());
                if (spread.IsViolated)
                {
                    violations.Add(new SpreadViolation(
                        new TopicPartition(topic.Name, partition.Partition),
                        partition.Replicas,
                        Lacks(cluster, spread, partition.Replicas)));
                }
            }
        }

        return violations.ToImmutable();
    }

    private static ImmutableArray<DomainLack> Lacks(ReportCluster cluster, PartitionSpread spread, ImmutableArray<int> replicas)
    {
        var lacks = ImmutableArray.CreateBuilder<DomainLack>();
        for (var d = 0; d < cluster.Dimensions.Length; d++)
        {
            // Where no domain is missing the numbers in the domains are uneven, in whatever dimension replicas share one.
            if (spread.Missing[d] == 0 && (spread.TotalMissing > 0 || spread.Crowd[d] < 2))
            {
                continue;
            }

            var counts = new int[cluster.Domains[d].Length];
            foreach (var id in replicas)
            {
                if (cluster.LiveIndexOf(id) is >= 0 and var index)
                {
                    counts[cluster.DomainOf(d, index)]++;
                }
            }

            var crowded = Array.IndexOf(counts, counts.Max());
            lacks.Add(new DomainLack(
                cluster.Dimensions[d].ShortName, spread.Missing[d], cluster.Domains[d][crowded], counts[crowded],
                [.. cluster.Domains[d].Where((name, i) => counts[i] == 0 && name is not null).Select(name => name!)]));
        }

        return lacks.ToImmutable();
    }
}
