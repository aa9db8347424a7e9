using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Rebalancer.TestKit;

/// <summary>Finds public records that hold collections and compare them by identity, as the compiler's equality does.</summary>
public static class RecordEquality
{
    /// <summary>The names of such records of an assembly, sorted.</summary>
    /// <param name="assembly">The assembly.</param>
    public static IReadOnlyList<string> ByIdentity(Assembly assembly) =>
        [.. assembly.GetExportedTypes().Where(IsByIdentity).Select(t => t.FullName!).Order(StringComparer.Ordinal)];

    /// <summary>Whether a type is such a record.</summary>
    /// <param name="type">The type.</param>
    public static bool IsByIdentity(Type type) =>
        type.GetMethod("Equals", BindingFlags.Instance | BindingFlags.Public, [type]) is { } equals
        && equals.IsDefined(typeof(CompilerGeneratedAttribute))
        && type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Any(f => IsCollection(f.FieldType));

    private static bool IsCollection(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type != typeof(string)
            && typeof(IEnumerable).IsAssignableFrom(type)
            && (type.IsArray || type.IsInterface || type.Namespace is "System.Collections.Generic" or "System.Collections.Immutable");
    }
}
