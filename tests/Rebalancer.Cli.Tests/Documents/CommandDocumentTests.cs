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

    /// <summary>The documents for users that hold commands.</summary>
    public static TheoryData<string> Documents { get; } = new(UserDocuments.All.Where(
        path => UserDocuments.Text(path).Contains("```sh\n", StringComparison.Ordinal)
            || UserDocuments.Text(path).Contains("```console\n", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_WhatItPrints_IsWhatTheToolPrints(string path)
    {
        var file = RepositoryFiles.Find(path);
        var text = UserDocuments.Text(path);

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
