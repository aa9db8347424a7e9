using System.Globalization;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.Gates;

/// <summary>Caps of moves and bytes: into a broker, out of a broker, and over the cluster.</summary>
internal sealed class BrokerBudget(ExecutionOptions options) : IWindowBudget
{
    private readonly Dictionary<int, (int Moves, long Bytes)> _in = [];
    private readonly Dictionary<int, (int Moves, long Bytes)> _out = [];
    private int _moves;

    public string? WhyNot(MoveStep step)
    {
        var count = step.Destinations.Length;
        if (count == 0)
        {
            return null;
        }

        if (IsOver(_moves, count, options.MaxMoves))
        {
            return Text($"{_moves} of at most {options.MaxMoves} moves run in the cluster");
        }

        foreach (var broker in step.Destinations)
        {
            var (moves, bytes) = _in.GetValueOrDefault(broker);
            if (IsOver(moves, 1, options.MaxMovesIn) || IsOver(bytes, step.Bytes, options.MaxBytesIn))
            {
                return Text($"broker {broker} takes in {Moves(moves)} of {Quantity.Bytes(bytes)} already");
            }
        }

        var (movesOut, bytesOut) = _out.GetValueOrDefault(step.Source);
        return IsOver(movesOut, count, options.MaxMovesOut) || IsOver(bytesOut, step.Bytes * count, options.MaxBytesOut)
            ? Text($"broker {step.Source} gives out {Moves(movesOut)} of {Quantity.Bytes(bytesOut)} already")
            : null;
    }

    public void Take(MoveStep step)
    {
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

    private static string Moves(int count) => count == 1 ? "1 move" : Text($"{count} moves");

    // What is larger than a cap by itself (one replica's bytes, or a step that copies several) could never move: it may when nothing else
    // does.
    private static bool IsOver(long present, long more, long cap) => present > 0 && present + more > cap;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
