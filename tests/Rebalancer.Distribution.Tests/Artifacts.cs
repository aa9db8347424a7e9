using System.Text.RegularExpressions;
using Rebalancer.TestKit;
using Xunit;

namespace Rebalancer.Distribution.Tests;

/// <summary>What the scripts in tools/ have written into artifacts/ for the version under test.</summary>
internal static partial class Artifacts
{
    /// <summary>The directory.</summary>
    public static string Directory { get; } = RepositoryFiles.Find("artifacts");

    /// <summary>The version that is built.</summary>
    public static string Version { get; } =
        VersionPrefix().Match(File.ReadAllText(RepositoryFiles.Find("Directory.Build.props"))).Groups[1].Value;

    /// <summary>The full path of an artifact; the test is skipped where it is not there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="script">What writes it.</param>
    public static string Find(string name, string script)
    {
        var path = Path.Combine(Directory, name);
        Assert.SkipUnless(Path.Exists(path), $"artifacts/{name} is not there; {script} writes it.");
        return path;
    }

    [GeneratedRegex("<VersionPrefix>(.*)</VersionPrefix>")]
    private static partial Regex VersionPrefix();
}
