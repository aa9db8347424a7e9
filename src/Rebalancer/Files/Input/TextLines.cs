using System.Text;
using System.Text.RegularExpressions;

namespace Rebalancer.Files.Input;

/// <summary>
/// The lines of an input, of bounded length, ended as on any system (LF, CR LF, CR); one that starts JSON can be left to a JSON reader.
/// </summary>
internal sealed partial class TextLines(InputFile file)
{
    /// <summary>Ample for any line of Kafka's tools; a topic's longest configuration value has 32 KiB.</summary>
    private const int MaxLineLength = 4 * 1024 * 1024;

    private const int PeekLength = 512;

    private const char Escape = '\u001b';

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _isFinal;

    /// <summary>How the next line begins; null at the end of the input.</summary>
    public string? Peek()
    {
        var length = LengthOfLine(PeekLength);
        return length is null ? null : Text(_buffer.AsSpan(_start, Math.Min(length.Value, PeekLength)));
    }

    /// <summary>The next line without its end; null at the end of the input.</summary>
    /// <exception cref="InputException">It is longer than any line of a text that is understood here.</exception>
    public string? Read()
    {
        if (LengthOfLine(MaxLineLength) is not { } length)
        {
            return null;
        }

        if (length >= MaxLineLength)
        {
            throw new InputException(
                $"{file.Name}, line {file.LinesRead + 1}: the line is longer than {MaxLineLength / 1024 / 1024} MiB. Perhaps this is "
                    + "another kind of file.");
        }

        var line = Text(_buffer.AsSpan(_start, length));
        _start += length;
        PassLineEnd();
        file.LinesRead++;
        return line;
    }

    /// <summary>Gives back what was read ahead, so that another reader goes on with the next line.</summary>
    public void GiveBack()
    {
        file.Unread(_buffer.AsSpan(_start, _end - _start));
        _start = _end = 0;
        _isFinal = false;
    }

    private string Text(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line);
        if (!text.Contains(Escape))
        {
            return text;
        }

        var plain = ColorCode().Replace(text, "");
        file.HadColors |= plain.Length < text.Length;
        return plain;
    }

    private void PassLineEnd()
    {
        if (_start == _end || _buffer[_start++] == (byte)'\n')
        {
            return;
        }

        if (_start == _end && !_isFinal)
        {
            Fill();
        }

        if (_start < _end && _buffer[_start] == (byte)'\n')
        {
            _start++;
        }
    }

    /// <summary>
    /// The length of the next line, or any length from <paramref name="enough"/> on where it is longer; null at the end of the input.
    /// </summary>
    private int? LengthOfLine(int enough)
    {
        var searched = 0;
        while (true)
        {
            var available = _buffer.AsSpan(_start, _end - _start);
            var lineEnd = available[searched..].IndexOfAny((byte)'\n', (byte)'\r');
            if (lineEnd >= 0)
            {
                return searched + lineEnd;
            }

            if (available.Length >= enough || _isFinal)
            {
                return available.Length == 0 ? null : available.Length;
            }

            searched = available.Length;
            Fill();
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var count = file.Read(_buffer.AsSpan(_end));
        _end += count;
        _isFinal = count == 0;
    }

    // What grep --color writes around what it found: colours (m) and "erase the rest of the line" (K).
    [GeneratedRegex(@"\x1b\[[0-9;]*[mK]")]
    private static partial Regex ColorCode();
}
