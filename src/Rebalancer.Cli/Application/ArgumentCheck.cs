using System.Reflection;
using CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Planning;

namespace Rebalancer.Cli.Application;

/// <summary>
/// What CommandLineParser lets pass: <c>help VERB</c> without the verb's options, an option whose value is missing, a long option with one
/// dash.
/// </summary>
internal static class ArgumentCheck
{
    /// <summary>
    /// Writes <c>help VERB</c> as <c>VERB --help</c>, short options as long ones, no arguments as a wish for help, and gives an option
    /// without its value the usual one.
    /// </summary>
    public static string[] Normalize(string[] arguments) =>
        arguments switch
        {
            [] => ["--help"],
            ["help", var verb, ..] when !verb.StartsWith('-') => [verb, "--help"],
            _ =>
            [
                .. arguments.Select((a, i) => a switch
                {
                    "-h" => "--help",
                    "-v" => "--version",
                    ShowChanges.Option when !ShowChanges.IsValue(arguments.ElementAtOrDefault(i + 1)) => $"{a}={ShowChanges.Usual}",
                    "--frontier" when arguments.ElementAtOrDefault(i + 1) is not { } next || next.StartsWith('-')
                        => $"{a}={PlanFrontier.DefaultPoints}",
                    _ => a,
                }),
            ],
        };

    /// <summary>The first mistake in one line, or null.</summary>
    public static string? Mistake(string[] arguments, IReadOnlyList<CommandRegistration> commands)
    {
        var verb = commands.FirstOrDefault(
            c => arguments.Length > 0 && c.OptionsType.GetCustomAttribute<VerbAttribute>()!.Name == arguments[0]);
        if (verb is null)
        {
            return null;
        }

        var options = verb.OptionsType.GetProperties()
            .Select(p => (Property: p, Name: p.GetCustomAttribute<OptionAttribute>()?.LongName))
            .Where(o => o.Name is not null)
            .ToDictionary(o => "--" + o.Name, o => o.Property.PropertyType != typeof(bool), StringComparer.Ordinal);
        for (var i = 1; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (options.GetValueOrDefault(argument.TrimEnd('='))
                && LacksValue(argument, i + 1 < arguments.Length ? arguments[i + 1] : null))
            {
                return $"option '{argument.TrimEnd('=')}' needs a value";
            }

            if (argument.StartsWith('-') && argument.Length > 2 && options.ContainsKey("-" + argument))
            {
                return $"unknown option '{argument}'; did you mean '-{argument}'?";
            }
        }

        return null;
    }

    private static bool LacksValue(string option, string? next) =>
        option.EndsWith('=') || string.IsNullOrWhiteSpace(next) || next.StartsWith("--", StringComparison.Ordinal);
}
