using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Rebalancer.Cluster;

/// <summary>
/// Equality of records that hold arrays: two are equal where all their fields are, and arrays where their items are, however deep. A
/// record's own equality would ask whether two arrays are the same object.
/// </summary>
/// <remarks>For tests and callers that compare outcomes now and then, not for keys of large dictionaries.</remarks>
internal static class ContentEquality
{
    private const DynamicallyAccessedMemberTypes Content =
        DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields;

    private static readonly ItemComparer s_items = new();

    /// <summary>Whether two values of a sealed type have equal content.</summary>
    public static bool Equal<[DynamicallyAccessedMembers(Content)] T>(T value, T? other)
        where T : class =>
        ReferenceEquals(value, other)
        || (other is not null && Array.TrueForAll(Fields<T>.All, f => s_items.Equals(f.GetValue(value), f.GetValue(other))));

    /// <summary>A hash that is equal for equal content.</summary>
    public static int Hash<[DynamicallyAccessedMembers(Content)] T>(T value)
        where T : class
    {
        var hash = default(HashCode);
        foreach (var field in Fields<T>.All)
        {
            hash.Add(s_items.GetHashCode(field.GetValue(value)));
        }

        return hash.ToHashCode();
    }

    private static class Fields<[DynamicallyAccessedMembers(Content)] T>
    {
        public static readonly FieldInfo[] All = typeof(T).GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
    }

    private sealed class ItemComparer : IEqualityComparer
    {
        public new bool Equals(object? x, object? y) =>
            x is IStructuralEquatable items ? items.Equals(y, this) : object.Equals(x, y);

        // Arrays ask for the hash of items that are null too.
        public int GetHashCode(object? obj) => obj is IStructuralEquatable items ? items.GetHashCode(this) : obj?.GetHashCode() ?? 0;
    }
}
