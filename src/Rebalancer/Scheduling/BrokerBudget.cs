using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>Caps of moves and bytes: into a broker, out of a broker, and over the cluster.</summary>
/// <param name="caps">The caps.</param>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class BrokerBudget(WindowCaps caps) : IWindowBudget<IWindowStep>
{
    private readonly Dictionary<int, Use> _brokers = [];
    private readonly Use _unused = new();
    private int _moves;

    private enum Cap
    {
        None,
        Cluster,
        In,
        Out,
    }

    /// <inheritdoc/>
    public bool IsUsedUp => _moves >= caps.MaxMoves;

    /// <inheritdoc/>
    public bool Fits(IWindowStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return Fits(step.Destinations, step.Source, step.Bytes);
    }

    /// <summary>Whether a step fits now.</summary>
    internal bool Fits(ImmutableArray<int> destinations, int source, long bytes) =>
        Exceeded(destinations, source, bytes, out _) == Cap.None;

    /// <inheritdoc/>
    public string? WhyNot(IWindowStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var cap = Exceeded(step.Destinations, step.Source, step.Bytes, out var broker);
        var use = Of(broker);
        return cap switch
        {
            Cap.Cluster => Text($"{_moves} of at most {caps.MaxMoves} moves run in the cluster"),
            Cap.In => Text($"broker {broker} takes in {Moves(use.MovesIn)} of {DataSize.FromBytes(use.BytesIn)} already"),
            Cap.Out => Text($"broker {broker} gives out {Moves(use.MovesOut)} of {DataSize.FromBytes(use.BytesOut)} already"),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public void Take(IWindowStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Add(step.Destinations, step.Source, step.Bytes, 1);
    }

    /// <summary>Counts a step in, or out again once it has ended.</summary>
    /// <param name="destinations">Where it copies to.</param>
    /// <param name="source">Where it copies from.</param>
    /// <param name="bytes">What each of the copies has.</param>
    /// <param name="sign">1, or -1 for out again.</param>
    internal void Add(ImmutableArray<int> destinations, int source, long bytes, int sign)
    {
        if (destinations.IsEmpty)
        {
            return;
        }

        var moves = sign * destinations.Length;
        _moves += moves;
        foreach (var broker in destinations)
        {
            var to = Used(broker);
            to.MovesIn += sign;
            to.BytesIn += sign * bytes;
        }

        var from = Used(source);
        from.MovesOut += moves;
        from.BytesOut += moves * bytes;
    }

    /// <inheritdoc/>
    public bool IsFull(int destination) => _moves >= caps.MaxMoves || Of(destination).MovesIn >= caps.MaxMovesIn;

    /// <inheritdoc/>
    public bool GivesNoMore(int source) => _moves >= caps.MaxMoves || Of(source).MovesOut >= caps.MaxMovesOut;

    private Cap Exceeded(ImmutableArray<int> destinations, int source, long bytes, out int broker)
    {
        broker = source;
        var count = destinations.Length;
        if (count == 0)
        {
            return Cap.None;
        }

        if (IsOver(_moves, count, caps.MaxMoves))
        {
            return Cap.Cluster;
        }

        foreach (var destination in destinations)
        {
            var to = Of(destination);
            if (IsOver(to.MovesIn, 1, caps.MaxMovesIn) || IsOver(to.BytesIn, bytes, caps.MaxBytesIn))
            {
                broker = destination;
                return Cap.In;
            }
        }

        var from = Of(source);
        return IsOver(from.MovesOut, count, caps.MaxMovesOut) || IsOver(from.BytesOut, bytes * count, caps.MaxBytesOut)
            ? Cap.Out
            : Cap.None;
    }

    private Use Of(int broker) => _brokers.TryGetValue(broker, out var use) ? use : _unused;

    private Use Used(int broker)
    {
        if (!_brokers.TryGetValue(broker, out var use))
        {
            _brokers[broker] = use = new Use();
        }

        return use;
    }

    private static string Moves(int count) => count == 1 ? "1 move" : Text($"{count} moves");

    // What is larger than a cap by itself (one replica's bytes, or a step that copies several) could never move: it may when nothing else
    // does.
    private static bool IsOver(long present, long more, long cap) => present > 0 && present + more > cap;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is on its way to and from a broker.</summary>
    private sealed class Use
    {
        public int MovesIn { get; set; }

        public long BytesIn { get; set; }

        public int MovesOut { get; set; }

        public long BytesOut { get; set; }
    }
}
