using Rebalancer.Cli.Tests.Commands;
using Rebalancer.Files;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>Where the libraries run in a process with a culture of its own, some texts had its decimal comma.</summary>
public sealed class CultureOfTheHost : FieldCase
{
    [Theory]
    [InlineData("describe")]
    [InlineData("plan")]
    [InlineData("plan --throttle 50MB --show-changes")]
    [InlineData("plan --throttle 3MB")]
    [InlineData("advise --add 1")]
    [InlineData("place --topic t --partitions 6 --replication-factor 3")]
    public async Task AnyReport_OfAnyForm_IsTheSameInAnyCulture(string verb)
    {
        SnapshotFile.Write(ClusterFiles.ScaleOut, File("c.json"));
        foreach (var form in new[] { "r.json", "r.md", "r.html", "r.svg", "r.csv" }
            .Where(f => verb.StartsWith("plan", StringComparison.Ordinal) || Path.GetExtension(f) is not (".svg" or ".csv")))
        {
            string[] arguments = [.. verb.Split(' '), "--snapshot", "c.json", "--report", File(form)];
            var expected = await Succeed(arguments) + System.IO.File.ReadAllText(File(form));
            System.IO.File.Delete(File(form));

            using var culture = new HostCulture();
            var output = await Succeed(arguments) + System.IO.File.ReadAllText(File(form));

            output.Split('\n').ShouldBe(expected.Split('\n'), form);
        }
    }
}
