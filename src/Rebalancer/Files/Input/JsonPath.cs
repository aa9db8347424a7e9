using System.Globalization;
using System.Text;

namespace Rebalancer.Files.Input;

/// <summary>Where a reader is in its JSON, such as <c>topics[3].partitions[7].replicas[1]</c>.</summary>
/// <remarks>Not safe to share between threads.</remarks>
internal sealed class JsonPath
{
    private Segment[] _segments = new Segment[8];
    private int _depth;

    public void PushObject() => Push(new Segment { Index = -1 });

    public void PushArray() => Push(new Segment { Index = -1, IsArray = true });

    public void Pop() => _depth--;

    /// <summary>Names the current property of the innermost object; null is none.</summary>
    public void SetName(string? name) => _segments[_depth - 1].Name = name;

    /// <summary>Goes to the next element of the innermost array.</summary>
    public void NextIndex() => PassOver(1);

    /// <summary>Goes on by some elements of the innermost array.</summary>
    public void PassOver(int count) => _segments[_depth - 1].Index += count;

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var segment in _segments.AsSpan(0, _depth))
        {
            if (segment is { IsArray: true, Index: >= 0 })
            {
                text.Append(CultureInfo.InvariantCulture, $"[{segment.Index}]");
            }
            else if (segment.Name is { } name)
            {
                text.Append(text.Length == 0 ? "" : ".").Append(InputText.OneLine(name, 80));
            }
        }

        return text.ToString();
    }

    private void Push(Segment segment)
    {
        if (_depth == _segments.Length)
        {
            Array.Resize(ref _segments, _depth * 2);
        }

        _segments[_depth++] = segment;
    }

    private struct Segment
    {
        public bool IsArray;
        public string? Name;
        public int Index;
    }
}
