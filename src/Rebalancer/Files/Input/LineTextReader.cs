namespace Rebalancer.Files.Input;

/// <summary>A line that was read already and those after it, as the text that other parsers take.</summary>
/// <param name="first">The line.</param>
/// <param name="rest">What comes after it.</param>
/// <param name="strip">Makes each line what is to be parsed of it; null where that is all of it.</param>
internal sealed class LineTextReader(string first, TextLines rest, Func<string, string>? strip = null) : TextReader
{
    private string? _line = (strip is null ? first : strip(first)) + "\n";
    private int _position;

    public override int Peek() => Current() is { } line ? line[_position] : -1;

    public override int Read() => Current() is { } line ? line[_position++] : -1;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        if (Current() is not { } line)
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, line.Length - _position);
        line.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    private string? Current()
    {
        if (_line is not null && _position == _line.Length)
        {
            _line = rest.Read() is { } next ? (strip is null ? next : strip(next)) + "\n" : null;
            _position = 0;
        }

        return _line;
    }
}
