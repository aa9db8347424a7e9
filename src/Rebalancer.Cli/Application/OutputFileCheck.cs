using System.Reflection;
using CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;

namespace Rebalancer.Cli.Application;

/// <summary>No verb writes a report or a snapshot over a file that another of its options names.</summary>
internal static class OutputFileCheck
{
    private const string RunSuffix = ".run";

    private static readonly StringComparison s_comparison =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Says, before anything is read or written, where a file would be replaced that is read or belongs to a plan.</summary>
    /// <param name="options">The options of the verb; any option whose value is a file or a directory counts.</param>
    /// <exception cref="InputException">One would; the message names both options.</exception>
    public static void Require(CommandOptions options)
    {
        var all = Named(options).ToList();
        if (all.FirstOrDefault(path => path.Value == "-" && IsWritten(path)) is { } stream)
        {
            throw new InputException(stream.IsDirectory
                ? $"{stream}: several files are written; name a directory"
                : $"{stream}: it is written to a file; name one");
        }

        var named = all.Where(path => path.Value != "-").ToList();
        foreach (var output in named.Where(IsOutput))
        {
            foreach (var other in named.Where(n => n != output))
            {
                Require(output, other, options);
            }
        }
    }

    private static void Require(NamedPath output, NamedPath other, CommandOptions options)
    {
        var (file, path) = (RealPath.Of(output.Value), RealPath.Of(other.Value));
        if (file.StartsWith("/dev/", StringComparison.Ordinal))
        {
            return; // a device or a pipe replaces nothing
        }

        if (file.Equals(path, s_comparison))
        {
            throw new InputException(other.IsDirectory && !File.Exists(path)
                ? $"{output} is the directory that {other.Option} names; name a file, such as {Path.Combine(other.Value, "report.html")}"
                : $"{output} would replace the file that {other.Option} names; name another file");
        }

        if (path.StartsWith(file + Path.DirectorySeparatorChar, s_comparison))
        {
            throw new InputException($"{output} is a directory above {other}; name a file");
        }

        Func<string, bool> isOwnFile = options is PlaceCommandOptions ? PlacementFiles.IsOwnFile : PlanDirectory.IsOwnFile;
        var directory = Path.GetDirectoryName(file);
        if ((directory?.Equals(path, s_comparison) == true || directory?.Equals(path + RunSuffix, s_comparison) == true)
            && isOwnFile(Path.GetFileName(file)))
        {
            throw new InputException(
                $"{output} would replace a file that the tool keeps in the directory of {other}; name another file, such as "
                    + Path.Combine(Path.GetDirectoryName(output.Value) ?? "", "report" + Path.GetExtension(output.Value)));
        }
    }

    private static bool IsWritten(NamedPath path) => path.Option is "--report" or "--out";

    private static bool IsOutput(NamedPath path) => IsWritten(path) && !(path.Option == "--out" && path.IsDirectory);

    private static IEnumerable<NamedPath> Named(CommandOptions options) =>
        from property in options.GetType().GetProperties()
        let option = property.GetCustomAttribute<OptionAttribute>()
        where option is not null
        let description = OptionDescription.Of(property, option)
        where description.NamesFile
        let value = property.GetValue(options) as string
        where !string.IsNullOrWhiteSpace(value)
        select new NamedPath("--" + description.Name, value, description.Value!.Contains("DIR"));

    private sealed record NamedPath(string Option, string Value, bool IsDirectory)
    {
        public override string ToString() => $"{Option} {Value}";
    }
}
