using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// AlterReplicaLogDirs (34), versions 1 and 2. ALTER on the cluster (31 on every partition). 9 = no such replica here yet, and the dir is
/// remembered; 57 unknown dir, 56 offline, 39 cordoned, 3 unknown topic.
/// </summary>
internal sealed class AlterReplicaLogDirsApi : ApiHandler<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse>
{
    public override (short Min, short Max)? Versions(SimulatedRelease release) =>
        VersionTable.Pick(release, (1, 1), (1, 2), (1, 2), (1, 2));

    protected override Task<AlterReplicaLogDirsResponse> AnswerAsync(AlterReplicaLogDirsRequest request, RequestContext context)
    {
        if (context.Cluster.CheckCluster(AclOperation.Alter) is { } denied)
        {
            return Task.FromResult(Fail(request, context, denied));
        }

        return Task.FromResult(
            Answer(request, (path, topicPartition) => context.Cluster.AlterReplicaLogDir(context.Broker.Id, topicPartition, path)));
    }

    protected override AlterReplicaLogDirsResponse Fail(AlterReplicaLogDirsRequest request, RequestContext context, KafkaError error) =>
        Answer(request, (_, _) => error);

    private static AlterReplicaLogDirsResponse Answer(
        AlterReplicaLogDirsRequest request, Func<string, TopicPartition, KafkaError?> change) => new([.. request.Dirs
        .SelectMany(d => d.Topics.SelectMany(t => t.Partitions.Select(p => (d.Path, TopicPartition: new TopicPartition(t.Name, p)))))
        .Select(m => (m.TopicPartition, Error: change(m.Path, m.TopicPartition)))
        .GroupBy(m => m.TopicPartition.Topic, StringComparer.Ordinal)
        .Select(g => new AlterReplicaLogDirsResponse.Topic(
            g.Key, [.. g.Select(
                m => new AlterReplicaLogDirsResponse.Partition(m.TopicPartition.Partition, m.Error?.Code ?? KafkaErrorCode.None))]))]);
}
