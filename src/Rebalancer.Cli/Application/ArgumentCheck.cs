using System.Reflection;
using CommandLine;

namespace Rebalancer.Cli.Application;

/// <summary>What CommandLineParser lets pass: <c>help VERB</c> without the verb's options, and an option whose value is missing.</summary>
internal static class ArgumentCheck
{
    /// <summary>Writes <c>help VERB</c> as <c>VERB --help</c>.</summary>
    public static string[] Normalize(string[] arguments) =>
        arguments is ["help", var verb, ..] && !verb.StartsWith('-') ? [verb, "--help"] : arguments;

    /// <summary>The first option of the verb that wants a value and has none, or null.</summary>
    public static string? MissingValue(string[] arguments, IReadOnlyList<CommandRegistration> commands)
    {
        var verb = commands.FirstOrDefault(c => arguments.Length > 0 && c.OptionsType.GetCustomAttribute<VerbAttribute>()!.Name == arguments[0]);
        if (verb is null)
        {
            return null;
        }

        var withValue = verb.OptionsType.GetProperties()
            .Where(p => p.PropertyType != typeof(bool))
            .Select(p => p.GetCustomAttribute<OptionAttribute>()?.LongName)
            .Where(n => n is not null)
            .Select(n => "--" + n)
            .ToHashSet(StringComparer.Ordinal);
        for (var i = 1; i < arguments.Length; i++)
        {
            if (withValue.Contains(arguments[i]) && (i + 1 == arguments.Length || arguments[i + 1].StartsWith("--", StringComparison.Ordinal)))
            {
                return arguments[i];
            }
        }

        return null;
    }
}
