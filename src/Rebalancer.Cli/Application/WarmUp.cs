using System.Runtime.CompilerServices;
using System.Text;
using Rebalancer.Cli.Context;

namespace Rebalancer.Cli.Application;

/// <summary>
/// Plans a small cluster on the second core while a large file is read, so that what a plan runs through is compiled once the large one
/// gets there: a sixth less time. The native program, which compiles nothing at run time, does without.
/// </summary>
internal static class WarmUp
{
    /// <summary>From this size on a file takes longer to read than the small cluster to plan.</summary>
    internal const int LargeFile = 1_000_000;

    // Partitions that share a domain, brokers without replicas, leaders that pile up: what makes each step of planning do something.
    private const string Snapshot =
        """
        {
          "version": 1,
          "brokers": [
            { "id": 0, "host": "a", "rack": "FD0UD0" },
            { "id": 1, "host": "b", "rack": "FD0UD1" },
            { "id": 2, "host": "c", "rack": "FD0UD2" },
            { "id": 3, "host": "d", "rack": "FD1UD0" },
            { "id": 4, "host": "e", "rack": "FD1UD1" },
            { "id": 5, "host": "f", "rack": "FD1UD2" },
            { "id": 6, "host": "g", "rack": "FD2UD0" },
            { "id": 7, "host": "h", "rack": "FD2UD1" },
            { "id": 8, "host": "i", "rack": "FD2UD2" }
          ],
          "topics": [
            {
              "name": "warm-up",
              "partitions": [
                { "partition": 0, "replicas": [0, 1, 2], "leader": 0, "isr": [0, 1, 2], "sizeBytes": 1000000000 },
                { "partition": 1, "replicas": [0, 1, 2], "leader": 0, "isr": [0, 1, 2], "sizeBytes": 2000000000 },
                { "partition": 2, "replicas": [0, 2, 4], "leader": 0, "isr": [0, 2, 4], "sizeBytes": 3000000000 },
                { "partition": 3, "replicas": [1, 3, 5], "leader": 1, "isr": [1, 3, 5], "sizeBytes": 1000000000 },
                { "partition": 4, "replicas": [2, 3, 4], "leader": 2, "isr": [2, 3, 4], "sizeBytes": 2000000000 },
                { "partition": 5, "replicas": [0, 3, 5], "leader": 0, "isr": [0, 3, 5], "sizeBytes": 3000000000 }
              ]
            }
          ]
        }
        """;

    /// <summary>Starts it where it pays: code is compiled at run time, a core is free, and a plan will read a large file.</summary>
    /// <param name="arguments">The command line.</param>
    public static void Start(string[] arguments)
    {
        if (RuntimeFeature.IsDynamicCodeCompiled && Environment.ProcessorCount > 1 && Pays(arguments))
        {
            // Nothing waits for it; what it cannot do is left to the plan itself.
            _ = Task.Run(RunAsync);
        }
    }

    /// <summary>Whether the command line makes a plan of a large file.</summary>
    internal static bool Pays(string[] arguments) =>
        arguments is ["plan", ..] && arguments.Any(a => a.Length > 0 && new FileInfo(a) is { Exists: true, Length: >= LargeFile });

    /// <summary>Plans the small cluster; prints nothing.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync()
    {
        var console = ConsoleFactory.Create(TextWriter.Null, redirected: true, _ => null);
        var context = new CliContext(console, console, TimeProvider.System)
        {
            OpenStandardInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Snapshot)),
        };
        return await new CliApplication(CommandCatalog.All, context).RunAsync(["plan", "--snapshot", "-"], default).ConfigureAwait(false);
    }
}
