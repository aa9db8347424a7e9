using System.Collections.Immutable;

namespace Rebalancer.Files;

/// <summary>Something that is said of topics by name.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <typeparam name="T">What is said.</typeparam>
/// <param name="Pattern">A topic's name, or the beginning of names with a <c>*</c> at the end.</param>
/// <param name="Value">What holds for them.</param>
/// <param name="Line">Where it stands in its file, from 1.</param>
public sealed record TopicRule<T>(string Pattern, T Value, int Line)
{
    /// <summary>Whether the rule is about a topic.</summary>
    /// <param name="topic">The topic's name.</param>
    public bool Matches(string topic) => Pattern.EndsWith('*')
        ? topic.AsSpan().StartsWith(Pattern.AsSpan(0, Pattern.Length - 1), StringComparison.Ordinal)
        : topic == Pattern;
}

/// <summary>Questions about a list of rules.</summary>
public static class TopicRules
{
    /// <summary>The first rule that matches a topic, or null.</summary>
    /// <typeparam name="T">What is said.</typeparam>
    /// <param name="rules">The rules, in order.</param>
    /// <param name="topic">The topic's name.</param>
    public static TopicRule<T>? FirstFor<T>(this ImmutableArray<TopicRule<T>> rules, string topic)
    {
        foreach (var rule in rules)
        {
            if (rule.Matches(topic))
            {
                return rule;
            }
        }

        return null;
    }
}
