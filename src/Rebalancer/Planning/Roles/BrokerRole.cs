using System.Collections.Immutable;

namespace Rebalancer.Planning.Roles;

/// <summary>Whether a broker's present replicas may, must or must not stay on it.</summary>
public enum Keeping
{
    /// <summary>A replica may stay or go.</summary>
    May,

    /// <summary>Every replica stays.</summary>
    Must,

    /// <summary>No replica stays.</summary>
    MustNot,
}

/// <summary>What a plan may do with a broker.</summary>
/// <remarks>
/// The set is fixed and the values are singletons, so roles compare by reference. Immutable and safe to share between threads.
/// </remarks>
public sealed class BrokerRole
{
    private BrokerRole(string name, bool mayReceive, Keeping keeping, bool isSource)
    {
        Name = name;
        MayReceive = mayReceive;
        Keeping = keeping;
        IsSource = isSource;
    }

    /// <summary>An ordinary live broker: it may receive and give up replicas.</summary>
    public static BrokerRole Member { get; } = new("member", mayReceive: true, Keeping.May, isSource: true);

    /// <summary>Gone: nothing can be copied from it, and its replicas are placed anew.</summary>
    public static BrokerRole Dead { get; } = new("dead", mayReceive: false, Keeping.MustNot, isSource: false);

    /// <summary>Alive, and to end empty: its replicas are placed elsewhere and can be copied from it.</summary>
    public static BrokerRole Draining { get; } = new("draining", mayReceive: false, Keeping.MustNot, isSource: true);

    /// <summary>Alive, and given nothing new; what it has may stay.</summary>
    public static BrokerRole Cordoned { get; } = new("cordoned", mayReceive: false, Keeping.May, isSource: true);

    /// <summary>Left alone: it neither gains nor loses a replica. Its leaders may change.</summary>
    public static BrokerRole Excluded { get; } = new("excluded", mayReceive: false, Keeping.Must, isSource: true);

    /// <summary>The stable name that files use.</summary>
    public string Name { get; }

    /// <summary>Whether new replicas may be placed on it.</summary>
    public bool MayReceive { get; }

    /// <summary>What becomes of the replicas that it has.</summary>
    public Keeping Keeping { get; }

    /// <summary>Whether it is alive, so that its replicas can be copied from it.</summary>
    public bool IsSource { get; }

    /// <summary>Whether it is to end without replicas: dead or draining.</summary>
    public bool IsLeaving => Keeping == Keeping.MustNot;

    /// <summary>Every role there is.</summary>
    public static ImmutableArray<BrokerRole> All { get; } = [Member, Dead, Draining, Cordoned, Excluded];

    /// <summary>The role of this <see cref="Name"/>, or null.</summary>
    /// <param name="name">The name; may be null.</param>
    public static BrokerRole? Find(string? name) => All.FirstOrDefault(r => r.Name == name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
