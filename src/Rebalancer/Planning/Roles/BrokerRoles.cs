using System.Collections.Frozen;
using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Planning.Roles;

/// <summary>Which role every broker of a cluster has in a plan: the one place that decides it.</summary>
/// <remarks>
/// Brokers that the snapshot lists as dead are dead. A live broker has the role that it is given, is cordoned where Kafka has it cordoned
/// or others are the only ones to receive, and is an ordinary member otherwise. Immutable and safe to share between threads.
/// </remarks>
public sealed class BrokerRoles
{
    private readonly FrozenDictionary<int, BrokerRole> _roles;

    private BrokerRoles(FrozenDictionary<int, BrokerRole> roles) => _roles = roles;

    /// <summary>The role of a broker; a broker that the snapshot does not list is dead.</summary>
    /// <param name="brokerId">The broker's id.</param>
    public BrokerRole Of(int brokerId) => _roles.GetValueOrDefault(brokerId, BrokerRole.Dead);

    /// <summary>Ids of the listed brokers in a role, ascending.</summary>
    /// <param name="role">The role.</param>
    public ImmutableArray<int> In(BrokerRole role) => [.. _roles.Where(r => r.Value == role).Select(r => r.Key).Order()];

    /// <summary>Gives every listed broker its role.</summary>
    /// <param name="snapshot">The cluster.</param>
    /// <param name="given">Who is given which role.</param>
    /// <exception cref="InputException">
    /// A broker is given two roles, or one that it cannot have; a broker is not in the cluster; or no live broker is left to hold replicas.
    /// </exception>
    public static BrokerRoles Assign(ClusterSnapshot snapshot, GivenRoles given)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(given);
        var live = snapshot.Brokers.Select(b => b.Id).ToHashSet();
        var known = live.Concat(snapshot.DeadBrokers.Select(b => b.Id)).ToHashSet();
        var asked = new Dictionary<int, BrokerRole>();
        foreach (var (role, ids) in given.ByRole)
        {
            foreach (var id in ids.Order())
            {
                RequireKnown(id, role.Name, known);
                if (role != BrokerRole.Dead && !live.Contains(id))
                {
                    throw new InputException($"Broker {id} is to be {role}, but it is not alive. A broker that is gone is named as dead.");
                }

                if (asked.TryGetValue(id, out var other) && other != role)
                {
                    throw new InputException(NamedTwice(id, As(other), As(role)));
                }

                asked[id] = role;
            }
        }

        CheckOnlyTo(snapshot, given.OnlyTo, known, live, asked);
        var roles = snapshot.DeadBrokers.ToDictionary(b => b.Id, _ => BrokerRole.Dead);
        foreach (var broker in snapshot.Brokers)
        {
            var closed = broker.Cordoned || (given.OnlyTo is { } only && !only.Contains(broker.Id));
            roles[broker.Id] = asked.TryGetValue(broker.Id, out var role) ? role : closed ? BrokerRole.Cordoned : BrokerRole.Member;
        }

        if (live.All(id => roles[id].IsLeaving))
        {
            var (draining, dead) = (live.Count(id => roles[id] == BrokerRole.Draining), live.Count(id => roles[id] == BrokerRole.Dead));
            throw new InputException(live.Count == 0
                ? "No broker is alive, so nothing can be planned. Perhaps too many brokers are listed as dead."
                : $"{(live.Count == 1 ? "The only live broker is" : $"All {live.Count} live brokers are")} named "
                    + $"{(dead == 0 ? "to be emptied (drain)" : draining == 0 ? "as dead (dead-hosts)"
                        : $"to be emptied (drain, {draining}) or as dead (dead-hosts, {dead})")}; at least one must remain.");
        }

        return new(roles.ToFrozenDictionary());
    }

    private static void CheckOnlyTo(
        ClusterSnapshot snapshot, ImmutableArray<int>? onlyTo, HashSet<int> known, HashSet<int> live, Dictionary<int, BrokerRole> asked)
    {
        if (onlyTo is not { } only)
        {
            return;
        }

        if (only.IsEmpty)
        {
            throw new InputException("No broker is named that may receive replicas. Perhaps the list of brokers is empty.");
        }

        foreach (var id in only.Order())
        {
            RequireKnown(id, "the only one to receive", known);
            if (!live.Contains(id))
            {
                throw new InputException($"Broker {id} is to receive replicas, but it is not alive.");
            }

            if (asked.TryGetValue(id, out var role))
            {
                throw new InputException(NamedTwice(id, "as one that may receive (only-to)", As(role)));
            }

            if (snapshot.Brokers.First(b => b.Id == id).Cordoned)
            {
                throw new InputException($"Broker {id} is to receive replicas, but Kafka has all its log dirs cordoned.");
            }
        }
    }

    private static string NamedTwice(int id, string first, string second) =>
        $"Broker {id} is named {first} and {second}; name it in one of them.";

    private static string As(BrokerRole role) =>
        role == BrokerRole.Dead ? "as dead (dead-hosts)"
        : role == BrokerRole.Draining ? "as one to empty (drain)"
        : role == BrokerRole.Cordoned ? "as one that gets nothing new (cordon)"
        : "as one to leave alone (exclude-brokers)";

    private static void RequireKnown(int id, string role, HashSet<int> known)
    {
        if (!known.Contains(id))
        {
            throw new InputException(
                $"Broker {id} is to be {role}, but the cluster has no such broker. Perhaps it is one of "
                    + $"{string.Join(", ", known.Order().Take(10))}.");
        }
    }
}
