using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Rebalancer.Cluster;

namespace Rebalancer.Files.Input;

/// <summary>Reads arrays of broker ids, which must differ; equal ones seen of late are one instance.</summary>
internal sealed class BrokerIdsReader
{
    // Beyond this many ids a set finds duplicates; no real partition has as many replicas.
    private const int ScanLimit = 32;

    private readonly ReplicaListCache _lists = new();
    private readonly List<int> _ids = [];

    /// <summary>Reads the array that is the current value.</summary>
    /// <param name="input">The input.</param>
    /// <param name="what">What messages call the array.</param>
    /// <param name="heldBytes">Grows by the memory that the list newly takes.</param>
    /// <param name="onRepeated">Gets an id that stands there again, which is left out then; without it a repeated id is an error.</param>
    /// <param name="onProblem">Gets what is wrong with an element and perhaps what mends it; the element is left out then. Without it such
    /// an element is an error.</param>
    public ImmutableArray<int> Read(
        ref JsonInput input, string what, ref int heldBytes, Action<int>? onRepeated = null, Action<string, string?>? onProblem = null)
    {
        _ids.Clear();
        HashSet<int>? set = null;
        input.BeginArray(what);
        while (input.NextElement())
        {
            var id = 0;
            if (onProblem is null)
            {
                id = input.Int32("the broker id", 0);
            }
            else if (input.TryInt32("the broker id", 0, out id, out var fix) is { } problem)
            {
                onProblem(problem, fix);
                input.SkipValue();
                continue;
            }

            if (set is null && _ids.Count == ScanLimit)
            {
                set = [.. _ids];
            }

            if (set is null ? CollectionsMarshal.AsSpan(_ids).Contains(id) : !set.Add(id))
            {
                if (onRepeated is null)
                {
                    throw input.Fail($"broker {id} is listed twice in {what}", "one of the two is another broker");
                }

                onRepeated(id);
                continue;
            }

            _ids.Add(id);
        }

        return Share(CollectionsMarshal.AsSpan(_ids), ref heldBytes);
    }

    /// <summary>The list of these ids.</summary>
    /// <param name="ids">The ids, which differ.</param>
    /// <param name="heldBytes">Grows by the memory that the list newly takes.</param>
    public ImmutableArray<int> Share(ReadOnlySpan<int> ids, ref int heldBytes)
    {
        var list = _lists.Get(ids, out var listBytes);
        heldBytes += listBytes;
        return list;
    }
}
