using Rebalancer.Planning;
using Rebalancer.Planning.Problem;
using Rebalancer.Planning.Roles;

namespace Rebalancer.TestKit.Planning;

/// <summary>Planning problems of small clusters.</summary>
internal static class Problems
{
    /// <summary>A problem without racks: brokers 0, 1, ..., every partition movable, one topic unless told otherwise.</summary>
    public static PlanningProblem Of(int brokers, int[][] replicas, int[]? topicOffsets = null) => new()
    {
        BrokerIds = [.. Enumerable.Range(0, brokers)],
        BrokerCount = brokers,
        Roles = [.. Enumerable.Repeat(BrokerRole.Member, brokers)],
        Domains = [],
        DomainCounts = [],
        Offsets = [0, .. replicas.Select((_, i) => replicas.Take(i + 1).Sum(r => r.Length))],
        Present = [.. replicas.SelectMany(r => r)],
        Held = [.. replicas.Select(r => r.Length)],
        Wanted = [.. replicas.Select(r => r.Length)],
        Movable = [.. replicas.Select(_ => true)],
        Sizes = new long[replicas.Length],
        TopicOffsets = topicOffsets ?? [0, replicas.Length],
    };

    /// <summary>The problem that the planner makes of a request.</summary>
    public static PlanningProblem Of(PlanRequest request)
    {
        var roles = BrokerRoles.Assign(request.Snapshot, request.Options.Roles);
        return ProblemBuilder.Build(request, roles, new LeftAlone(request, roles));
    }
}
