using System.Globalization;
using System.Reflection;
using CommandLine;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;

namespace Rebalancer.Cli.Application;

/// <summary>The answer where no verb can run: help, version, or one line about the mistake.</summary>
internal sealed class UsageResponse(IReadOnlyList<CommandRegistration> commands, CliContext context)
{
    /// <summary>What other tools call it.</summary>
    private static readonly Dictionary<string, string> s_otherWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["execute"] = "apply",
        ["run"] = "apply",
        ["reassign"] = "apply",
        ["rebalance"] = "plan",
        ["balance"] = "plan",
        ["generate"] = "plan",
        ["propose"] = "plan",
        ["drain"] = "plan --drain",
        ["replace"] = "plan --replace",
        ["dry-run"] = "apply --dry-run",
        ["rollback"] = "undo",
        ["stop"] = "cancel",
        ["abort"] = "cancel",
        ["validate"] = "check-plan",
        ["list"] = "describe",
        ["show"] = "describe",
    };

    /// <param name="result">What the parser made of the arguments.</param>
    /// <param name="arguments">The arguments, for the value of an option that cannot be read.</param>
    public int Answer(ParserResult<object> result, string[] arguments)
    {
        var errors = ((NotParsed<object>)result).Errors.ToList();
        if (errors.Any(e => e is VersionRequestedError))
        {
            foreach (var line in ProductVersion.Lines)
            {
                context.WriteRawLine(line);
            }

            return ExitCode.Success;
        }

        if (errors.Any(e => e is HelpRequestedError or HelpVerbRequestedError))
        {
            context.RawOutput.Write(HelpFor(result, errors));
            return ExitCode.Success;
        }

        // One mistake often causes others (a misspelt verb makes every option unknown): the first says it.
        context.WriteErrorLine("error: " + Describe(errors[0], result.TypeInfo.Current, arguments));
        return ExitCode.BadInput;
    }

    private IEnumerable<(string Name, Type Type)> Verbs =>
        commands.Select(c => (c.OptionsType.GetCustomAttribute<VerbAttribute>()!.Name, c.OptionsType));

    private string HelpFor(ParserResult<object> result, List<Error> errors)
    {
        var verb = errors.OfType<HelpVerbRequestedError>().FirstOrDefault(e => e.Matched)?.Type
            ?? (errors.Any(e => e is HelpRequestedError) ? result.TypeInfo.Current : null);
        var width = context.Output.Profile.Width;
        return commands.FirstOrDefault(c => c.OptionsType == verb) is { } command ? HelpPage.Of(command, width)
            : HelpPage.Of(commands, width);
    }

    private string Describe(Error error, Type current, string[] arguments) => error switch
    {
        UnknownOptionError e => WithSuggestion($"unknown option '{Dashed(e.Token)}'", e.Token, OptionNames(current), "--"),
        BadVerbSelectedError e when s_otherWords.TryGetValue(e.Token.TrimStart('-'), out var ours) =>
            $"unknown verb '{e.Token}'; here it is 'rebalancer {ours}'",
        BadVerbSelectedError e => WithSuggestion($"unknown verb '{e.Token}'", e.Token, Verbs.Select(v => v.Name), string.Empty),
        MissingValueOptionError e => $"option '{NameOf(e.NameInfo)}' needs a value",
        MissingRequiredOptionError e => $"option '{NameOf(e.NameInfo)}' is required",
        BadFormatConversionError e => $"option '{NameOf(e.NameInfo)}' {NumberProblem(NameOf(e.NameInfo), arguments)}",
        RepeatedOptionError e => $"option '{NameOf(e.NameInfo)}' is given twice",
        SequenceOutOfRangeError e => $"option '{NameOf(e.NameInfo)}' needs at least one value",
        BadFormatTokenError e => $"'{e.Token}' cannot be read as an option",
        NamedError e => $"option '{NameOf(e.NameInfo)}': {e.Tag}",
        _ => $"the arguments cannot be read ({error.Tag})",
    };

    private static string NumberProblem(string option, string[] arguments)
    {
        var at = Array.FindIndex(arguments, a => a == option || a.StartsWith(option + "=", StringComparison.Ordinal));
        var value = at < 0 ? null : arguments[at] == option ? arguments.ElementAtOrDefault(at + 1) : arguments[at][(option.Length + 1)..];
        return value is null ? "needs a whole number"
            : value.All(char.IsAsciiDigit) ? $"needs a smaller number than '{value}'"
            : $"needs a whole number, not '{value}'" + (Meant(value) is { } meant ? $"; perhaps {meant}" : "");
    }

    /// <summary>The whole number that <c>1e3</c>, <c>1,000</c> or <c>1_000</c> stands for, or null.</summary>
    private static string? Meant(string value) =>
        double.TryParse(
            value.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float | NumberStyles.AllowThousands,
            CultureInfo.InvariantCulture, out var number)
        && number is >= 0 and <= int.MaxValue
        && double.IsInteger(number)
            ? number.ToString("0", CultureInfo.InvariantCulture)
            : null;

    private static string WithSuggestion(string text, string token, IEnumerable<string> known, string prefix)
    {
        var closest = Suggestion.Closest(token, known);
        return closest is null ? $"{text}; see --help" : $"{text}; did you mean '{prefix}{closest}'?";
    }

    private static IEnumerable<string> OptionNames(Type type) =>
        type.GetProperties()
            .Select(p => p.GetCustomAttribute<OptionAttribute>()?.LongName).OfType<string>().Append("help").Append("version");

    private static string NameOf(NameInfo name) => name.LongName.Length > 0 ? "--" + name.LongName : "-" + name.ShortName;

    private static string Dashed(string token) => token.StartsWith('-') ? token : token.Length == 1 ? "-" + token : "--" + token;
}
