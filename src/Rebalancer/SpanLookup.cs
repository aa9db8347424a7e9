using System.Diagnostics.CodeAnalysis;

namespace Rebalancer;

/// <summary>Looks up a dictionary of texts by spans. From .NET 9 on a look-up that finds its key makes no text.</summary>
/// <param name="dictionary">The dictionary; compares ordinally.</param>
internal readonly struct SpanLookup<TValue>(Dictionary<string, TValue> dictionary)
{
#if NET9_0_OR_GREATER
    private readonly Dictionary<string, TValue>.AlternateLookup<ReadOnlySpan<char>> _lookup =
        dictionary.GetAlternateLookup<ReadOnlySpan<char>>();

    public bool TryGetValue(ReadOnlySpan<char> key, [MaybeNullWhen(false)] out TValue value) => _lookup.TryGetValue(key, out value);
#else
    public bool TryGetValue(ReadOnlySpan<char> key, [MaybeNullWhen(false)] out TValue value) =>
        dictionary.TryGetValue(new string(key), out value);
#endif
}
