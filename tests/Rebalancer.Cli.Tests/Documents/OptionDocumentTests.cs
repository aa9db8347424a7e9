using System.Text.RegularExpressions;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Options;
using Shouldly;

namespace Rebalancer.Cli.Tests.Documents;

/// <summary>What documents for users name in passing is there: every option, and every option of the verb beside it.</summary>
public sealed partial class OptionDocumentTests
{
    /// <summary>Options of Kafka's own tools and of others, which the documents name too.</summary>
    private static readonly string[] s_others =
    [
        "additional", "add-source", "cancel", "computeStorageCost", "deadhosts", "describe", "execute", "generate", "map-string",
        "rebalancePlanDir", "verify",
    ];

    private static readonly Dictionary<string, HashSet<string>> s_verbs = CommandCatalog.All.Select(c => VerbDescription.Of(c.OptionsType))
        .ToDictionary(v => v.Name, v => v.Options.Select(o => o.Name).ToHashSet());

    [Fact]
    public void Documents_NameOnlyOptionsThatExist() => UserDocuments.All.SelectMany(
        path => Unknown(UserDocuments.Text(path)).Select(code => $"{path}: {code}")).ShouldBeEmpty();

    [Theory]
    [InlineData("`plan --drain 1003`", true)]
    [InlineData("`rebalancer plan --drain 1003`", true)]
    [InlineData("`--drain` with `kafka-acls.sh --nonsense`", true)]
    [InlineData("`describe --drain 1003`", false)]
    [InlineData("`--dryrun`", false)]
    [InlineData("`rebalancer mend`", false)]
    public void Unknown_TellsWhatIsNotThere(string text, bool isFine) => Unknown(text).Any().ShouldBe(!isFine);

    /// <summary>The pieces of code in a text whose verb or options the tool does not have.</summary>
    private static IEnumerable<string> Unknown(string text) =>
        Code().Matches(Blocks().Replace(text, "")).Select(m => m.Groups[1].Value).Where(code => !IsKnown(code));

    private static bool IsKnown(string code)
    {
        var words = code.Split(' ');
        var named = words[0] == "rebalancer";
        var verb = named ? words.ElementAtOrDefault(1) : words[0];
        var options = Option().Matches(code).Select(m => m.Groups[1].Value);
        return verb is not null && s_verbs.TryGetValue(verb, out var known) ? options.All(known.Contains)
            : named ? words.Length == 1 || verb == "VERB"
            : !code.StartsWith('-') || options.All(o => s_others.Contains(o) || s_verbs.Values.Any(v => v.Contains(o)));
    }

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex("`([^`\\n]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("(?<![\\w-])--([A-Za-z][\\w-]*)")]
    private static partial Regex Option();
}
