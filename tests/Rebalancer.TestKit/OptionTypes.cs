using System.Reflection;

namespace Rebalancer.TestKit;

/// <summary>Holds the options types of a library to one form.</summary>
public static class OptionTypes
{
    /// <summary>The public types that are made of nothing but properties with defaults, by the name <c>...Options</c> or a check.</summary>
    /// <param name="assembly">The library.</param>
    public static IReadOnlyList<Type> Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return [.. assembly.GetExportedTypes().Where(t =>
            t.GetConstructor(Type.EmptyTypes) is not null
                && (t.Name.EndsWith("Options", StringComparison.Ordinal) || Validate(t) is not null))];
    }

    /// <summary>What such a type lacks, or null: a <c>Default</c> that is in order, and <c>void Validate()</c>.</summary>
    /// <param name="type">The type.</param>
    /// <param name="hasDefault">Whether its values are in order without being given any.</param>
    public static string? FindLack(Type type, bool hasDefault = true)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (Validate(type) is not { } validate)
        {
            return $"{type.Name} has no void Validate()";
        }

        if (!hasDefault)
        {
            return null;
        }

        if (type.GetProperty("Default", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) is not { } value)
        {
            return $"{type.Name} has no Default";
        }

        validate.Invoke(value, null);
        return null;
    }

    private static MethodInfo? Validate(Type type) =>
        type.GetMethod("Validate", Type.EmptyTypes) is { } method && method.ReturnType == typeof(void)
        ? method
        : null;
}
