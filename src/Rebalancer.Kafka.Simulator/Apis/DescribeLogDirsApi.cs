using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// DescribeLogDirs (35), versions 1 to 5. DESCRIBE on the cluster: 31 from version 3, before that an empty answer without an error. Null
/// topics = all, an empty list = directories only.
/// </summary>
/// <remarks>An offline dir is 56. The offset lag of a replica that catches up is 0, as Kafka's is.</remarks>
internal sealed class DescribeLogDirsApi : ApiHandler<DescribeLogDirsRequest, DescribeLogDirsResponse>
{
    public override (short Min, short Max)? Versions(SimulatedRelease release) =>
        VersionTable.Pick(release, (1, 1), (1, 4), (1, 4), (1, 5));

    protected override Task<DescribeLogDirsResponse> AnswerAsync(DescribeLogDirsRequest request, RequestContext context)
    {
        if (context.Cluster.CheckCluster(AclOperation.Describe) is { } denied)
        {
            return Task.FromResult(Fail(request, context, denied));
        }

        var wanted = request.Topics?.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Name, p))).ToHashSet();
        return Task.FromResult(new DescribeLogDirsResponse(
            KafkaErrorCode.None, [.. context.Cluster.DescribeLogDirs(context.Broker.Id, wanted).Select(Answer)]));
    }

    protected override DescribeLogDirsResponse Fail(DescribeLogDirsRequest request, RequestContext context, KafkaError error) =>
        new(error.Code, []);

    private static DescribeLogDirsResponse.LogDir Answer(LogDir dir) => new(dir.Error?.Code ?? KafkaErrorCode.None, dir.Path, Topics(dir))
    {
        TotalBytes = dir.TotalBytes,
        UsableBytes = dir.UsableBytes,
        IsCordoned = dir.IsCordoned,
    };

    private static ImmutableArray<DescribeLogDirsResponse.Topic> Topics(LogDir dir) => [.. dir.Replicas
        .GroupBy(r => r.TopicPartition.Topic, StringComparer.Ordinal)
        .Select(g => new DescribeLogDirsResponse.Topic(
            g.Key,
            [.. g.Select(r => new DescribeLogDirsResponse.Partition(r.TopicPartition.Partition, r.SizeBytes, r.OffsetLag, r.IsFuture))]))];
}
