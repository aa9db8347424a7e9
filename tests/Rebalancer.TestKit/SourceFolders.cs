using System.Text.RegularExpressions;

namespace Rebalancer.TestKit;

/// <summary>
/// The folder that a type's file lies in, written as a namespace. It is the type's namespace, but for entry types: those are in the root
/// namespace of their project, and their files in the folder of the part that they belong to.
/// </summary>
/// <remarks>Reads the sources of a project once. Not safe to share between threads.</remarks>
public sealed partial class SourceFolders
{
    private readonly Dictionary<string, Dictionary<string, string>> _entryTypes = [];

    /// <summary>The folder of a type.</summary>
    /// <param name="ns">Its namespace.</param>
    /// <param name="fullName">Its full name; of a nested type, the one that it is nested in counts.</param>
    public string Of(string ns, string fullName)
    {
        if (!_entryTypes.TryGetValue(ns, out var types))
        {
            types = Read(ns);
            _entryTypes.Add(ns, types);
        }

        return types.GetValueOrDefault(fullName[(ns.Length + 1)..].Split('+', '`')[0], ns);
    }

    /// <summary>
    /// Folder by name of the types that the project of that name declares in its root namespace; empty where there is none.
    /// </summary>
    private static Dictionary<string, string> Read(string project)
    {
        var directory = RepositoryFiles.Find($"src/{project}");
        Dictionary<string, string> folders = [];
        foreach (var file in RepositoryFiles.All(".cs").Where(f => f.StartsWith($"src/{project}/")).Select(RepositoryFiles.Find))
        {
            var code = File.ReadAllText(file);
            if (code.Contains($"namespace {project};"))
            {
                foreach (Match type in Declaration.Matches(code))
                {
                    folders[type.Groups[1].Value] = FolderOf(file, directory, project);
                }
            }
        }

        return folders;
    }

    private static string FolderOf(string file, string directory, string project)
    {
        var path = Path.GetRelativePath(directory, Path.GetDirectoryName(file)!);
        return path == "." ? project : $"{project}.{path.Replace('/', '.').Replace('\\', '.')}";
    }

    [GeneratedRegex(@"^(?:public|internal)[a-z ]* (?:class|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration { get; }
}
