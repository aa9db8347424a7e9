using Rebalancer.Planning;

namespace Rebalancer.TestKit.Planning.Oracle;

/// <summary>A small request as text, for the message of a failed test.</summary>
internal static class RequestText
{
    /// <summary>What is asked, every broker with its domains, every partition with its replicas.</summary>
    public static string Of(PlanRequest request)
    {
        var options = request.Options;
        var roles = options.Roles;
        var lines = new List<string>
        {
            $"aim {options.Aim}, spread {options.Spread}, {options.Budget}",
            $"dead {List(roles.Dead)}, listed as dead {List(request.Snapshot.DeadBrokers.Select(b => b.Id))}, "
                + $"draining {List(roles.Draining)}, cordoned {List(roles.Cordoned)}, excluded {List(roles.Excluded)}, "
                + $"only to {List(roles.OnlyTo)}",
            string.Join(", ", request.Topology.Brokers.Select(b => $"{b.BrokerId} in {string.Join('/', b.Domains)}")),
        };
        foreach (var topic in request.Snapshot.Topics)
        {
            var selected = options.TopicFilter?.Invoke(topic.Name) == false ? ", not selected" : "";
            var wanted = options.ReplicationFactorOf?.Invoke(topic.Name);
            lines.Add($"{topic.Name}{selected}, wanted {wanted}, on {List(options.BrokersOf?.Invoke(topic.Name))}");
            foreach (var partition in topic.Partitions)
            {
                var pinned = options.PinFilter?.Invoke(new(topic.Name, partition.Partition)) == true ? " pinned" : "";
                lines.Add($"  {List(partition.Replicas)} in sync {List(partition.Isr)}, {partition.Size}{pinned}");
            }
        }

        return string.Join('\n', lines);
    }

    private static string List(IEnumerable<int>? ids) => ids is null ? "all" : $"[{string.Join(' ', ids)}]";
}
