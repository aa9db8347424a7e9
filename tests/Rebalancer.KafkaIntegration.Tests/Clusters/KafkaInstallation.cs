namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>Which Kafka tools/kafka.sh finds, asked once a run.</summary>
public static class KafkaInstallation
{
    private static readonly Lazy<Installation> s_found = new(Find);

    private sealed record Installation(string? Problem, bool IsDistribution, IReadOnlyList<string> Versions);

    /// <summary>The repository's root: the folder above this assembly that holds the solution.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The script that starts clusters.</summary>
    public static string Script => Path.Combine(RepositoryRoot, "tools", "kafka.sh");

    /// <summary>Whether the long list of tests runs too: <c>tools/test.sh --all</c> sets REBALANCER_TEST_ALL=1.</summary>
    public static bool RunsAll => Environment.GetEnvironmentVariable("REBALANCER_TEST_ALL") == "1";

    /// <summary>Why a cluster like this cannot be started here, or null.</summary>
    public static string? SkipReason(KafkaClusterOptions options, bool onlyWithAll)
    {
        if (onlyWithAll && !RunsAll)
        {
            return "Runs with tools/test.sh --all (REBALANCER_TEST_ALL=1).";
        }

        var found = s_found.Value;
        if (found.Problem is { } problem)
        {
            return problem;
        }

        if (found.IsDistribution
            && (options.Version != KafkaClusterOptions.DefaultVersion || options.Security != "plaintext" || options.Acls))
        {
            return "KAFKA_HOME gives plaintext KRaft clusters of its own version only.";
        }

        return found.IsDistribution || found.Versions.Contains(options.Version)
            ? null
            : $"tools/kafka.sh finds no Kafka {options.Version}, only {string.Join(", ", found.Versions)}.";
    }

    private static Installation Find()
    {
        var result = Command.RunAsync(["bash", Script, "where"], TimeSpan.FromMinutes(1), CancellationToken.None).GetAwaiter().GetResult();
        if (result.ExitCode != 0)
        {
            return new Installation(result.Error.Trim(), false, []);
        }

        var values = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        return new Installation(null, values["kind"] == "distribution", values["versions"].Split(' '));
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Rebalancer.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"No Rebalancer.sln above {AppContext.BaseDirectory}.");
    }
}
