using System.Text.RegularExpressions;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Options;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Reading;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Documents;

/// <summary>The rights that docs/security.md lists are those that the tool asks for.</summary>
public sealed partial class RightsDocumentTests
{
    private static readonly string s_document = File.ReadAllText(RepositoryFiles.Find("docs/security.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Rights_OfEachVerb_AreThoseOfThePermissionCheck()
    {
        var verbs = CommandCatalog.All.Where(c => typeof(IConnectionOptions).IsAssignableFrom(c.OptionsType))
            .ToLookup(
                c => typeof(ChangingCommandOptions).IsAssignableFrom(c.OptionsType) ? ClusterAccess.Apply : ClusterAccess.Read,
                c => $"`{VerbDescription.Of(c.OptionsType).Name}`");
        var rows = new[] { ClusterAccess.Read, ClusterAccess.Apply }
            .Select(access => $"| {string.Join(", ", verbs[access].Order(StringComparer.Ordinal))} "
                + $"| {Names(access, onTopic: false)} | {Names(access, onTopic: true)} |\n");

        s_document.ShouldContain("| Verbs | On the cluster | On each topic |\n|---|---|---|\n" + string.Concat(rows) + "\n");
    }

    [Fact]
    public void Rights_Purposes_AreThoseOfThePermissionCheck()
    {
        var rows = Needed(ClusterAccess.Apply)
            .Select(p => $"| {Operation(p)} | {(p.Topic is null ? "cluster" : "topic")} | {p.Purpose} |\n");

        s_document.ShouldContain("| Right | On | For |\n|---|---|---|\n" + string.Concat(rows) + "\n");
    }

    [Fact]
    public void Rights_CommandForEverything_GivesEachOfThem()
    {
        var commands = s_document[s_document.IndexOf("kafka-acls.sh", StringComparison.Ordinal)..].Split("kafka-acls.sh")[1..];

        foreach (var (command, onTopic) in commands.Zip([false, true]))
        {
            Given().Matches(command).Select(m => m.Groups[1].Value.ToUpperInvariant()).ShouldBe(
                Needed(ClusterAccess.Apply)
                    .Where(p => p.Topic is not null == onTopic).Select(p => p.Operation.ToString().ToUpperInvariant()));
        }
    }

    private static string Names(ClusterAccess access, bool onTopic) =>
        string.Join(", ", Needed(access).Where(p => p.Topic is not null == onTopic).Select(Operation));

    /// <summary>The operation as Kafka's ACLs spell it.</summary>
    private static string Operation(Permission permission) => permission.ToString().Split(' ')[0];

    private static IReadOnlyList<Permission> Needed(ClusterAccess access) => PermissionCheck.Check(
        access,
        new ClusterDescription
        {
            ClusterId = null,
            ControllerId = 1,
            Brokers = [],
            IsKRaft = true,
            SupportsReassignment = true,
            CanForbidReplicationFactorChange = true,
            ThrottleRatesReadable = true,
            AuthorizedOperations = null,
        },
        [new TopicDescription("t", null, null, [])]).Needed;

    [GeneratedRegex("--operation ([A-Za-z]+)")]
    private static partial Regex Given();
}
