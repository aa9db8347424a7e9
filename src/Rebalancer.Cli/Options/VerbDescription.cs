using System.Collections.Immutable;
using System.Reflection;
using CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>A verb as help and completion show it.</summary>
/// <param name="Name">The verb.</param>
/// <param name="Text">What it does, in a line.</param>
/// <param name="Options">Its options, in the order of their declaration.</param>
internal sealed record VerbDescription(string Name, string Text, ImmutableArray<OptionDescription> Options)
{
    /// <param name="options">The class with the verb's options.</param>
    public static VerbDescription Of(Type options)
    {
        var verb = options.GetCustomAttribute<VerbAttribute>()!;
        return new VerbDescription(
            verb.Name,
            verb.HelpText,
            [
                .. from property in options.GetProperties()
                   let option = property.GetCustomAttribute<OptionAttribute>()
                   where option is not null
                   select OptionDescription.Of(property, option),
                new OptionDescription("help", null, "Show this help; also -h.", IsRequired: false, null),
                new OptionDescription("version", null, "Show the version; also -v.", IsRequired: false, null),
            ]);
    }
}

/// <summary>An option as help and completion show it.</summary>
/// <param name="Name">The long name without its dashes.</param>
/// <param name="Value">What stands for its value, such as FILE; null where it takes none.</param>
/// <param name="Text">What it is for.</param>
/// <param name="IsRequired">Whether the verb cannot do without.</param>
/// <param name="Default">What holds where it is not given, in words; null where that is nothing.</param>
internal sealed record OptionDescription(string Name, string? Value, string Text, bool IsRequired, string? Default)
{
    public static OptionDescription Of(PropertyInfo property, OptionAttribute option) => new(
        option.LongName,
        property.PropertyType == typeof(bool) ? null : option.MetaValue,
        option.HelpText,
        option.Required,
        option.Default is { } value ? FormattableString.Invariant($"{value}") : null);

    /// <summary>The option as a person writes it.</summary>
    public string Usage =>
        Value is null ? $"--{Name}" : Value.StartsWith('[') ? $"--{Name}{Value.Replace("[", "[=")}" : $"--{Name} {Value}";

    /// <summary>Whether the value is a file or directory.</summary>
    public bool NamesFile => Value is not null && (Value.Contains("FILE") || Value.Contains("DIR"));

    /// <summary>The words that the value may be, as far as they are few.</summary>
    public ImmutableArray<string> Words => Name switch
    {
        "aim" => ["balance", "repair", "leaders"],
        "color" => ["auto", "always", "never"],
        "spread" => ["required", "preferred"],
        "solver" => ["auto", "fast", "cp-sat"],
        "report-format" => ["markdown", "html", "json", "csv", "svg"],
        _ => [],
    };
}
