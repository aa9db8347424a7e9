using System.Collections.Immutable;

namespace Rebalancer.Kafka;

/// <summary>
/// The backing field of an array property in a record: two are equal where their items are, so that the record compares by content.
/// </summary>
/// <param name="items">The items.</param>
internal readonly struct ItemArray<T>(ImmutableArray<T> items) : IEquatable<ItemArray<T>>
{
    public ImmutableArray<T> Items { get; } = items;

    public bool Equals(ItemArray<T> other) => Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    public override bool Equals(object? obj) => obj is ItemArray<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Items.AsSpan())
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}
