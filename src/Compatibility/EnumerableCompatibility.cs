namespace System.Linq;

internal static class EnumerableCompatibility
{
    /// <summary>How often each key occurs, in the order in which the keys come first.</summary>
    public static IEnumerable<KeyValuePair<TKey, int>> CountBy<TSource, TKey>(
        this IEnumerable<TSource> source, Func<TSource, TKey> key, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull =>
        source.GroupBy(key, (k, all) => KeyValuePair.Create(k, all.Count()), comparer);
}
