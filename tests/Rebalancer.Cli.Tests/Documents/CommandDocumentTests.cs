using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Documents;

/// <summary>
/// What the documents print is what the tool prints, and every command in them works. Where it does not, the document as it has to be
/// is written beside it: look at it, and put it in its place.
/// </summary>
[Collection(nameof(WorkingDirectory))]
public sealed class CommandDocumentTests
{
    private static readonly Dictionary<string, Action<CommandSession>> s_situations = new(StringComparer.Ordinal)
    {
        ["Recover from the loss of a rack"] = session =>
        {
            foreach (var broker in new[] { 1003, 1006, 1009, 1012 })
            {
                session.Cluster.StopBroker(broker);
            }

            session.Advance(TimeSpan.FromMinutes(1));
        },
    };

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/Rebalancer.Cli/README.md")]
    [InlineData("docs/faq.md")]
    [InlineData("docs/inputs.md")]
    [InlineData("docs/recipes.md")]
    [InlineData("docs/reports.md")]
    [InlineData("docs/security.md")]
    public void Document_WhatItPrints_IsWhatTheToolPrints(string path)
    {
        var file = RepositoryFiles.Find(path);
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");

        var fresh = CommandDocument.Refresh(text, heading =>
        {
            var session = new CommandSession();
            s_situations.GetValueOrDefault(heading)?.Invoke(session);
            return session;
        });

        var received = Path.ChangeExtension(file, ".received.md");
        if (fresh == text)
        {
            File.Delete(received);
        }
        else
        {
            File.WriteAllText(received, fresh);
        }

        fresh.ShouldBe(text, $"see {received}");
    }
}

/// <summary>Tests that change the working directory of the process, so that nothing else runs beside them.</summary>
[CollectionDefinition(nameof(WorkingDirectory), DisableParallelization = true)]
public sealed class WorkingDirectory;
