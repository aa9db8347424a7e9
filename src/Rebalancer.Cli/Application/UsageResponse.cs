using System.Reflection;
using CommandLine;
using CommandLine.Text;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;

namespace Rebalancer.Cli.Application;

/// <summary>The answer where no verb can run: help, version, or one line about the mistake.</summary>
internal sealed class UsageResponse(IReadOnlyList<CommandRegistration> commands, CliContext context)
{
    private const int HelpWidth = 100;

    public int Answer(ParserResult<object> result)
    {
        var errors = ((NotParsed<object>)result).Errors.ToList();
        if (errors.Any(e => e is VersionRequestedError))
        {
            foreach (var line in ProductVersion.Lines)
            {
                context.WriteLine(line);
            }

            return ExitCode.Success;
        }

        if (errors.Any(e => e is HelpRequestedError or HelpVerbRequestedError))
        {
            context.RawOutput.Write(HelpFor(result, errors));
            return ExitCode.Success;
        }

        if (errors.Any(e => e is NoVerbSelectedError))
        {
            context.WriteErrorLine("error: no verb; say one of: " + string.Join(", ", Verbs.Select(v => v.Name)));
            context.WriteErrorLine("Try 'rebalancer --help'.");
            return ExitCode.BadInput;
        }

        // One mistake often causes others (a misspelt verb makes every option unknown): the first says it.
        context.WriteErrorLine("error: " + Describe(errors[0], result.TypeInfo.Current));
        return ExitCode.BadInput;
    }

    private IEnumerable<(string Name, Type Type)> Verbs =>
        commands.Select(c => (c.OptionsType.GetCustomAttribute<VerbAttribute>()!.Name, c.OptionsType));

    private static string HelpFor(ParserResult<object> result, List<Error> errors)
    {
        var verb = errors.OfType<HelpVerbRequestedError>().FirstOrDefault(e => e.Matched)?.Type
            ?? (errors.Any(e => e is HelpRequestedError) ? result.TypeInfo.Current : null);
        var isVerb = verb is not null && verb.IsDefined(typeof(VerbAttribute));
        var help = HelpText.AutoBuild(
            result,
            h =>
            {
                var verbAttribute = isVerb ? verb!.GetCustomAttribute<VerbAttribute>() : null;
                h.Heading = verbAttribute is null
                    ? "rebalancer: rack-aware partition rebalancing for Kafka"
                    : $"rebalancer {verbAttribute.Name}: {verbAttribute.HelpText}";
                h.Copyright = string.Empty;
                h.AddNewLineBetweenHelpSections = true;
                h.AdditionalNewLineAfterOption = false;
                h.AddPostOptionsLines(ExitCode.Help);
                h.MaximumDisplayWidth = HelpWidth;
                h.OptionComparison = isVerb ? HelpOrder(verb!) : null;
                return HelpText.DefaultParsingErrorsHandler(result, h);
            },
            e => e,
            verbsIndex: !isVerb,
            maxDisplayWidth: HelpWidth);
        return string.Join('\n', help.ToString().Split('\n').Select(line => line.TrimEnd())).Trim('\n') + "\n";
    }

    /// <summary>Where the cluster comes from first, then what is the verb's own, then how it reports, then what every verb has.</summary>
    private static Comparison<ComparableOption> HelpOrder(Type verb)
    {
        int Rank(Type? declaring) =>
            declaring == typeof(ClusterCommandOptions) ? 0 : declaring == verb ? 1 : declaring == typeof(CommandOptions) ? 3 : 2;
        var ranks = verb.GetProperties()
            .Where(p => p.IsDefined(typeof(OptionAttribute)))
            .ToDictionary(p => p.GetCustomAttribute<OptionAttribute>()!.LongName, p => Rank(p.DeclaringType), StringComparer.Ordinal);
        return (left, right) => (ranks.GetValueOrDefault(left.LongName, 4), left.Index).CompareTo(
            (ranks.GetValueOrDefault(right.LongName, 4), right.Index));
    }

    private string Describe(Error error, Type current) => error switch
    {
        UnknownOptionError e => WithSuggestion($"unknown option '{Dashed(e.Token)}'", e.Token, OptionNames(current), "--"),
        BadVerbSelectedError e => WithSuggestion($"unknown verb '{e.Token}'", e.Token, Verbs.Select(v => v.Name), string.Empty),
        MissingValueOptionError e => $"option '{NameOf(e.NameInfo)}' needs a value",
        MissingRequiredOptionError e => $"option '{NameOf(e.NameInfo)}' is required",
        BadFormatConversionError e => $"option '{NameOf(e.NameInfo)}' has a value that cannot be read",
        RepeatedOptionError e => $"option '{NameOf(e.NameInfo)}' is given twice",
        SequenceOutOfRangeError e => $"option '{NameOf(e.NameInfo)}' needs at least one value",
        BadFormatTokenError e => $"'{e.Token}' cannot be read as an option",
        NamedError e => $"option '{NameOf(e.NameInfo)}': {e.Tag}",
        _ => $"the arguments cannot be read ({error.Tag})",
    };

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
