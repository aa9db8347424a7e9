using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>The lists that partitions get one after the other, as in a run.</summary>
internal sealed class PlannedSteps
{
    private readonly WindowCaps _caps;
    private readonly DomainMap _domains;
    private readonly Func<int, bool> _isLive;
    private readonly Dictionary<int, int> _counts = [];

    // Most steps copy to one broker: these lists are shared.
    private readonly ReplicaListCache _lists = new();

    private PlannedSteps(CopyOptions options)
    {
        var live = options.Topology?.Brokers.Select(b => b.BrokerId).ToHashSet();
        _caps = options.Caps;
        _domains = new DomainMap(options.Topology?.Brokers ?? []);
        _isLive = b => live?.Contains(b) != false;
    }

    /// <summary>The first step of each copy; the others follow from it.</summary>
    /// <param name="copies">What is copied, in the plan's order.</param>
    /// <param name="options">How it is carried out.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <param name="most">For how many of the first copies to each broker.</param>
    public static ImmutableArray<PlannedStep> Of(
        ImmutableArray<Copy> copies, CopyOptions options, CancellationToken cancellationToken, int most = int.MaxValue)
    {
        var lists = new PlannedSteps(options);
        var steps = ImmutableArray.CreateBuilder<PlannedStep>();
        for (var i = 0; i < copies.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (most == int.MaxValue || lists.IsAmongFirst(copies[i], most))
            {
                steps.Add(lists.First(copies[i], i));
            }
        }

        return steps.DrainToImmutable();
    }

    private bool IsAmongFirst(Copy copy, int most)
    {
        var before = copy.Change.Before.Ids();
        foreach (var broker in copy.Change.After.Ids())
        {
            if (!before.Has(broker))
            {
                return ++CollectionsMarshal.GetValueRefOrAddDefault(_counts, broker, out _) <= most;
            }
        }

        return true;
    }

    private PlannedStep First(Copy copy, int order)
    {
        var (before, after) = (copy.Change.Before, copy.Change.After);
        var whole = before.IsEmpty
            || (_caps.WholePartition && ReplicaDifference.Count(after, before) <= Math.Min(_caps.MaxMoves, _caps.MaxMovesOut));
        if (IntermediateLists.IsDirect(before, after, whole))
        {
            return new PlannedStep(copy, Destinations(after, before), next: null, order);
        }

        var path = IntermediateLists.Path(before, after, _isLive, _domains, whole);
        PlannedStep? step = null;
        for (var i = path.Length - 1; i >= 0; i--)
        {
            step = new PlannedStep(copy, Destinations(path[i], i == 0 ? before : path[i - 1]), step, order);
        }

        return step!;
    }

    private ImmutableArray<int> Destinations(ImmutableArray<int> list, ImmutableArray<int> without) =>
        ReplicaDifference.Of(list, without, _lists);
}
