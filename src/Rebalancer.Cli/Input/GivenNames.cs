using Rebalancer.Files;

namespace Rebalancer.Cli.Input;

/// <summary>The names of an option that takes a list.</summary>
internal static class GivenNames
{
    /// <summary>The names, by the rule of <see cref="NameList"/>; none where the option is not given.</summary>
    /// <exception cref="InputException">
    /// The option is given and names nothing, as <c>"$A,$B"</c> does where both are unset: it must not mean all, or no protection.
    /// </exception>
    public static List<string> Of(string option, IEnumerable<string> values, string what)
    {
        var names = values.SelectMany(NameList.Split).ToList();
        return names.Count == 0 && values.Any() ? throw new InputException($"{option} names no {what}") : names;
    }
}
