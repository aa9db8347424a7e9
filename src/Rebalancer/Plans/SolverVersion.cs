using Google.OrTools.Init;

namespace Rebalancer.Plans;

/// <summary>The version of the solver in use, for manifests and bug reports.</summary>
public static class SolverVersion
{
    /// <summary>The version of the loaded native OR-Tools library, such as "9.15.6755".</summary>
    public static string OrTools { get; } = OrToolsVersion.VersionString();
}
