using System.Globalization;
using Rebalancer.Cluster;

namespace Rebalancer.Scheduling;

/// <summary>Caps of moves and bytes: into a broker, out of a broker, and over the cluster.</summary>
/// <param name="caps">The caps.</param>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class BrokerBudget(WindowCaps caps) : IWindowBudget<IWindowStep>
{
    private readonly Dictionary<int, (int Moves, long Bytes)> _in = [];
    private readonly Dictionary<int, (int Moves, long Bytes)> _out = [];
    private int _moves;

    /// <inheritdoc/>
    public string? WhyNot(IWindowStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var count = step.Destinations.Length;
        if (count == 0)
        {
            return null;
        }

        if (IsOver(_moves, count, caps.MaxMoves))
        {
            return Text($"{_moves} of at most {caps.MaxMoves} moves run in the cluster");
        }

        foreach (var broker in step.Destinations)
        {
            var (moves, bytes) = _in.GetValueOrDefault(broker);
            if (IsOver(moves, 1, caps.MaxMovesIn) || IsOver(bytes, step.Bytes, caps.MaxBytesIn))
            {
                return Text($"broker {broker} takes in {Moves(moves)} of {DataSize.FromBytes(bytes)} already");
            }
        }

        var (movesOut, bytesOut) = _out.GetValueOrDefault(step.Source);
        return IsOver(movesOut, count, caps.MaxMovesOut) || IsOver(bytesOut, step.Bytes * count, caps.MaxBytesOut)
            ? Text($"broker {step.Source} gives out {Moves(movesOut)} of {DataSize.FromBytes(bytesOut)} already")
            : null;
    }

    /// <inheritdoc/>
    public void Take(IWindowStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var count = step.Destinations.Length;
        if (count == 0)
        {
            return;
        }

        _moves += count;
        foreach (var broker in step.Destinations)
        {
            var (moves, bytes) = _in.GetValueOrDefault(broker);
            _in[broker] = (moves + 1, bytes + step.Bytes);
        }

        var (movesOut, bytesOut) = _out.GetValueOrDefault(step.Source);
        _out[step.Source] = (movesOut + count, bytesOut + step.Bytes * count);
    }

    /// <inheritdoc/>
    public bool IsFull(int destination) =>
        _moves >= caps.MaxMoves || _in.GetValueOrDefault(destination).Moves >= caps.MaxMovesIn;

    private static string Moves(int count) => count == 1 ? "1 move" : Text($"{count} moves");

    // What is larger than a cap by itself (one replica's bytes, or a step that copies several) could never move: it may when nothing else
    // does.
    private static bool IsOver(long present, long more, long cap) => present > 0 && present + more > cap;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
