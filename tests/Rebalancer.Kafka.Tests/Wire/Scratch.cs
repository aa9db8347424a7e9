using System.Diagnostics;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Wire.Connection;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Security;
using Rebalancer.Kafka.Tests.Wire.Messages;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire;

public sealed class Scratch
{
    [Fact]
    public async Task Try()
    {
        foreach (var line in File.ReadAllLines("/tmp/wire/tries"))
        {
            var parts = line.Split(' ');
            var watch = Stopwatch.StartNew();
            string text;
            try
            {
                var properties = ClientProperties.Read($"/tmp/wire/props/{parts[0]}.properties").WithBootstrapServers(parts[1]);
                await using var client = new WireClient(properties);
                var view = await client.DescribeAsync(default);
                var apis = await client.DescribeApisAsync(default);
                text = $"ok {view.ClusterId} controller {view.ControllerId} brokers {string.Join(',', view.Brokers.Select(b => b.NodeId + "/" + b.Rack))} zk {apis.LooksLikeZooKeeper} 45v{apis.Highest(ApiKey.AlterPartitionReassignments)} 35v{apis.Highest(ApiKey.DescribeLogDirs)}";
                text += "\n     46 " + MessageKind.Show(await client.SendToControllerAsync(new ListPartitionReassignmentsRequest(30000, null), default));
                foreach (var b in view.Brokers)
                    text += "\n     35 " + MessageKind.Show(await client.SendToBrokerAsync(b.NodeId, new DescribeLogDirsRequest([]), default));
                text += "\n     45 " + MessageKind.Show(await client.SendToControllerAsync(new AlterPartitionReassignmentsRequest(30000, [new("no", [new(0, null)])]) { AllowReplicationFactorChange = false }, default));
                if (apis.Offers(ApiKey.DescribeTopicPartitions))
                    text += "\n     75 " + MessageKind.Show(await client.SendToAnyAsync(new DescribeTopicPartitionsRequest([]), default));
                text += "\n     3 " + MessageKind.Show(await client.SendToAnyAsync(new MetadataRequest(null, true, true), default));
                text += "\n     34 " + MessageKind.Show(await client.SendToBrokerAsync(view.Brokers[0].NodeId, new AlterReplicaLogDirsRequest([new("/x", [new("no", [0])])]), default));
                text += "\n     32 " + MessageKind.Show(await client.SendToBrokerAsync(view.Brokers[0].NodeId, new DescribeConfigsRequest([new(4, view.Brokers[0].NodeId.ToString(), ["leader.replication.throttled.rate", "broker.rack"])]), default));
            }
            catch (KafkaClusterException e)
            {
                text = $"{e.Failure}: {e.Message}";
            }
            catch (InputException e)
            {
                text = $"INPUT: {e.Message}";
            }

            File.AppendAllText("/tmp/wire/result", $"{watch.ElapsedMilliseconds,6} {line}: {text}\n");
        }
    }
}
