using System.Collections.Immutable;

namespace Rebalancer;

/// <summary>One thing that a plan is to make small: its name, its unit, and how it is measured.</summary>
/// <remarks>
/// The set is fixed and the values are singletons, so goals compare by reference. Their order depends on the aim. Immutable and safe to
/// share between threads.
/// </remarks>
public sealed class Goal
{
    private Goal(string name, string title, string unit, string formula)
    {
        Name = name;
        Title = title;
        Unit = unit;
        Formula = formula;
    }

    /// <summary>Empty leaving brokers.</summary>
    public static Goal Leaving { get; } = new(
        "leaving", "Replicas left on dead or draining brokers", "replicas",
        "Replicas on brokers that are dead or to be emptied, or that are none of the brokers of their topic.");

    /// <summary>As many replicas as are wanted.</summary>
    public static Goal MissingReplicas { get; } = new(
        "missingReplicas", "Replicas missing of the wanted number", "replicas",
        "Summed over partitions, by how many replicas they differ from the wanted replication factor.");

    /// <summary>Spread over racks: distinct domains that partitions lack.</summary>
    public static Goal Spread { get; } = new(
        "spread", "Spread: domains missing", "missing domains",
        "Summed over partitions and rack dimensions, min(replication factor, domains) minus the distinct domains that the replicas are "
            + "in.");

    /// <summary>Spread beyond distinct domains.</summary>
    public static Goal Evenness { get; } = new(
        "evenness", "Spread: replicas beyond an even share", "units",
        "Summed over partitions and the domains of rack dimensions with fewer domains than replicas, k - h for the k-th replica beyond "
        + "h = ceil(replication factor / domains).");

    /// <summary>Equal numbers of replicas.</summary>
    public static Goal Balance { get; } = new(
        "balance", "Balance: sum of squared replicas", "squared replicas",
        "Summed over live brokers, the square of the number of replicas.");

    /// <summary>Few copies.</summary>
    public static Goal Moves { get; } = new(
        "moves", "Moves", "replicas",
        "Replicas placed on a broker that does not hold the partition now: each is one copy over the network.");

    /// <summary>Equal numbers of preferred leaders.</summary>
    public static Goal Leaders { get; } = new(
        "leaders", "Leaders: sum of squares", "squared leaders",
        "Summed over live brokers, the square of the number of partitions whose preferred leader it is.");

    /// <summary>Few changes of the preferred leader.</summary>
    public static Goal LeaderChanges { get; } = new(
        "leaderChanges", "Leader changes", "partitions",
        "Partitions whose first replica is another broker than now.");

    /// <summary>Every goal there is.</summary>
    public static ImmutableArray<Goal> All { get; } = [Leaving, MissingReplicas, Spread, Evenness, Balance, Moves, Leaders, LeaderChanges];

    /// <summary>The stable name that files use, in camel case.</summary>
    public string Name { get; }

    /// <summary>What people read.</summary>
    public string Title { get; }

    /// <summary>The unit of its value, in the plural.</summary>
    public string Unit { get; }

    /// <summary>How it is measured, in one sentence.</summary>
    public string Formula { get; }

    /// <summary>The goal of this <see cref="Name"/>, or null.</summary>
    public static Goal? Find(string name) => All.FirstOrDefault(g => g.Name == name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
