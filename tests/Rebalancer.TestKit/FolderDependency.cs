using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Rebalancer.TestKit;

/// <summary>One folder needs another. Folders are written as namespaces.</summary>
/// <param name="From">The folder that needs.</param>
/// <param name="To">The folder that is needed.</param>
/// <param name="Example">Two of their types.</param>
public sealed record FolderDependency(string From, string To, string Example)
{
    /// <summary>Every use of one type of an assembly by another, as the folders of their files; sorted by the type that uses.</summary>
    /// <param name="assembly">The assembly to read.</param>
    public static IEnumerable<FolderDependency> All(Assembly assembly)
    {
        var folders = new SourceFolders();
        var types = new ArchLoader().LoadAssembly(assembly).Build().Types.Where(t => IsIn(t, assembly));
        return
            from type in types.OrderBy(t => t.FullName, StringComparer.Ordinal)
            from target in type.Dependencies.Select(d => d.Target).Where(t => IsIn(t, assembly))
            select new FolderDependency(Folder(type, folders), Folder(target, folders), $"{type.Name} uses {target.Name}");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{From} -> {To} ({Example})";

    private static string Folder(IType type, SourceFolders folders) => folders.Of(type.Namespace.FullName, type.FullName);

    private static bool IsIn(IType type, Assembly assembly) =>
        type.Namespace is not null && type.Assembly.Name.Split(',')[0] == assembly.GetName().Name;
}
