using System.Collections.Immutable;

namespace Rebalancer.Kafka.Execution.Throttles;

/// <summary>The value of a throttled.replicas key: <c>partition:broker</c> entries, or <c>*</c> for all.</summary>
/// <remarks>Entries of others are kept as they were written; ours are added and removed one by one.</remarks>
internal static class ThrottledReplicas
{
    public const string All = "*";

    public static string Entry(int partition, int broker) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{partition}:{broker}");

    /// <summary>The entries of a value; spaces and a trailing comma are what Kafka accepts too.</summary>
    public static ImmutableArray<string> Parse(string? value) =>
        string.IsNullOrEmpty(value) ? [] : [.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    /// <summary>
    /// The present value with our former entries taken out and the new ones put in. An <c>*</c> covers everything and stays alone.
    /// </summary>
    /// <param name="present">What is set.</param>
    /// <param name="found">What was set before us: an entry that was there then is not ours to take out.</param>
    /// <param name="own">Our former entries.</param>
    /// <param name="wanted">Our entries from now on.</param>
    public static string Replace(string? present, string? found, IEnumerable<string> own, IEnumerable<string> wanted)
    {
        var entries = Parse(present);
        if (entries.Contains(All))
        {
            return All;
        }

        var ours = own.Except(Parse(found), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        return string.Join(',', entries.Where(e => !ours.Contains(e)).Concat(wanted).Distinct(StringComparer.Ordinal));
    }
}
