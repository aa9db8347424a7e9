using System.Text.RegularExpressions;
using Shouldly;

namespace Rebalancer.Cli.Tests.Documents;

/// <summary>Commands in documents can be copied line by line: a text that was filled to a width had joined two of them.</summary>
public sealed partial class ScriptDocumentTests
{
    private static readonly string[] s_programs =
    [
        "rebalancer", "rebalancer-0.1.0-linux-x64/rebalancer", "dotnet", "docker", "kafka-acls.sh", "kafka-reassign-partitions.sh",
        "kafka-topics.sh", "kubectl", "podman", "sha256sum", "skopeo", "tar", "tools/demo.sh", "tools/image.sh", "tools/mutation.sh",
        "tools/pack.sh", "tools/publish.sh", "tools/test.sh",
    ];

    [Fact]
    public void Documents_EveryLineOfAScript_BeginsWithAProgram() =>
        UserDocuments.All.SelectMany(path => Strange(UserDocuments.Text(path)).Select(line => $"{path}: {line}")).ShouldBeEmpty();

    [Theory]
    [InlineData("rebalancer plan --out plan", true)]
    [InlineData("rebalancer plan \\\n  --out plan", true)]
    [InlineData("# a comment", true)]
    [InlineData("dotnet tool install Rebalancer.Cli    # from a feed dotnet tool install\n--global Rebalancer.Cli", false)]
    [InlineData("podman load -i FILE    # or docker skopeo copy\noci-archive:FILE docker://REGISTRY", false)]
    public void Strange_TellsLinesThatWereBroken(string script, bool isFine) =>
        Strange($"```bash\n{script}\n```\n").Any().ShouldBe(!isFine);

    private static IEnumerable<string> Strange(string text) => Script().Matches(text)
        .SelectMany(script => Continued().Replace(script.Groups[1].Value, " ").Split('\n'))
        .Where(line => line.Length > 0 && line[0] != '#' && !s_programs.Contains(line.Split(' ')[0]));

    [GeneratedRegex("^```(?:bash|sh)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Script();

    [GeneratedRegex(@"\\\n *")]
    private static partial Regex Continued();
}
