using System.Text;

namespace Rebalancer.Files.Input;

/// <summary>A property name that a reader knows.</summary>
/// <param name="text">The name.</param>
/// <param name="bit">The bit, unique in its object, that marks it as seen.</param>
internal sealed class JsonName(string text, int bit)
{
    /// <summary>The name for messages.</summary>
    public string Text { get; } = text;

    /// <summary>The name as it stands in the file.</summary>
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(text);

    /// <summary>The mark in the set of properties seen.</summary>
    public uint Mark { get; } = 1u << bit;
}
