using System.Runtime.CompilerServices;

namespace Rebalancer.Kafka.Tests.Wire.Messages;

/// <summary>Where a test's source file lies, and with it the files beside it.</summary>
internal static class SourceFolder
{
    public static string Of([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
