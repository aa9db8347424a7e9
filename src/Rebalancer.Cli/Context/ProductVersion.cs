using System.Reflection;
using Rebalancer.Plans;

namespace Rebalancer.Cli.Context;

/// <summary>The versions that a bug report needs.</summary>
internal static class ProductVersion
{
    /// <summary>The tool's version.</summary>
    public static string Tool { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>One line each: the tool, OR-Tools, librdkafka.</summary>
    public static IReadOnlyList<string> Lines =>
    [
        $"rebalancer {Tool}",
        $"OR-Tools {SolverVersion.OrTools}",
        $"librdkafka {Confluent.Kafka.Library.VersionString}",
    ];
}
