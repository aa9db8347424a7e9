namespace Rebalancer.Cli.Options;

/// <summary>Reads an option that is one of a few words.</summary>
internal static class Choice
{
    /// <summary>The value that <paramref name="word"/> stands for.</summary>
    /// <exception cref="InputException">The word is none of <paramref name="choices"/>; the message names the option, the words and the
    /// closest one.</exception>
    public static T Parse<T>(string option, string word, params (string Word, T Value)[] choices)
    {
        foreach (var choice in choices)
        {
            if (string.Equals(choice.Word, word, StringComparison.OrdinalIgnoreCase))
            {
                return choice.Value;
            }
        }

        var closest = Suggestion.Closest(word, choices.Select(c => c.Word));
        throw new InputException(
            $"{option} '{word}' is not one of "
            + $"{string.Join(", ", choices.Select(c => c.Word))}{(closest is null ? "" : $"; did you mean '{closest}'?")}");
    }
}
