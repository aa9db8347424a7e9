using Rebalancer.Kafka;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Documents;

/// <summary>The settings that docs/security.md shows are taken as they stand.</summary>
public sealed class ConnectionDocumentTests
{
    [Fact]
    public void Settings_EachExample_IsReadWithoutAWarning()
    {
        var document = File.ReadAllText(RepositoryFiles.Find("docs/security.md")).ReplaceLineEndings("\n");
        var examples = document.Split("```properties\n")[1..].Select(e => e.Split("```")[0]).ToArray();

        examples.Length.ShouldBe(3);
        foreach (var example in examples)
        {
            ClientProperties.Parse(example, "client.properties").Warnings.ShouldBeEmpty();
        }
    }
}
