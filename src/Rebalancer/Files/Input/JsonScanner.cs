using System.Buffers.Text;
using System.Text.Json;

namespace Rebalancer.Files.Input;

/// <summary>
/// Goes over the tokens of well-formed JSON in a buffer: strictly RFC 8259, without comments and trailing commas, at most
/// <see cref="MaxDepth"/> deep.
/// </summary>
/// <remarks>
/// A snapshot of a million partitions has 25 million tokens, for which .NET's reader takes five times as long. It is left what is rare:
/// texts with escapes, and saying what is wrong with broken JSON (<see cref="JsonFault"/>). A token that is not whole in the buffer, or not
/// in order, changes nothing, so that it can be read again with more bytes or be complained of.
/// </remarks>
internal struct JsonScanner
{
    /// <summary>Arrays and objects within each other that are read at most, as .NET's reader has it.</summary>
    public const int MaxDepth = 64;

    // Digits that a whole number of 64 bits holds whatever they are.
    private const int SafeDigits = 18;
    private const int SafeDigitsOf32Bits = 9;

    // Bit d: whether the container at depth d is an object.
    private ulong _objects;
    private int _valueStart;
    private int _valueEnd;
    private long _integer;
    private bool _isInteger;

    /// <summary>Where the next token is looked for: behind the last one.</summary>
    public int Position { get; private set; }

    /// <summary>Where the current token begins.</summary>
    public int TokenStart { get; private set; }

    /// <summary>The kind of the current token.</summary>
    public JsonTokenType TokenType { get; private set; }

    /// <summary>Containers around the current token; one that it begins or ends is not counted.</summary>
    public readonly int Depth => TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? OpenCount - 1 : OpenCount;

    /// <summary>Containers that are open behind the current token.</summary>
    public int OpenCount { get; private set; }

    /// <summary>Whether the open container at a depth is an object.</summary>
    public readonly bool IsObject(int depth) => ((_objects >> depth) & 1) != 0;

    /// <summary>The bytes of the current value as they stand in the buffer, without quotes.</summary>
    public readonly ReadOnlySpan<byte> Value(ReadOnlySpan<byte> data) => data[_valueStart.._valueEnd];

    /// <summary>The bytes of the current text with its quotes.</summary>
    public readonly ReadOnlySpan<byte> Quoted(ReadOnlySpan<byte> data) => data[(_valueStart - 1)..(_valueEnd + 1)];

    /// <summary>Whether the current text or name has escapes in it.</summary>
    public bool HasEscapes { get; private set; }

    /// <summary>The current number, if it is a whole one of 64 bits.</summary>
    public readonly bool TryGetInt64(out long value)
    {
        value = _integer;
        return _isInteger;
    }

    /// <summary>Says that the bytes before the position are gone from the buffer, those of the current token among them.</summary>
    public void Rebase()
    {
        Position = 0;
        TokenStart = 0;
    }

    /// <summary>Goes to the next token.</summary>
    /// <param name="data">The buffer.</param>
    /// <param name="isFinal">Whether nothing comes behind it.</param>
    /// <returns>Whether there is one; if not, the buffer ends before it does, or it is broken.</returns>
    public JsonScan Read(ReadOnlySpan<byte> data, bool isFinal)
    {
        var at = SkipSpace(data, Position);
        if (at >= data.Length)
        {
            return JsonScan.Ended;
        }

        var first = data[at];
        var isFirst = TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject;
        if (OpenCount > 0 && !isFirst && TokenType != JsonTokenType.PropertyName)
        {
            if (first == ',')
            {
                at = SkipSpace(data, at + 1);
                if (at >= data.Length)
                {
                    return JsonScan.Ended;
                }

                first = data[at];
                return IsObject(OpenCount - 1) ? ReadName(data, at, first) : ReadValue(data, at, first, isFinal);
            }

            return ReadEnd(at, first);
        }

        if (OpenCount == 0 && TokenType != JsonTokenType.None)
        {
            return JsonScan.Broken;
        }

        if (isFirst && first is (byte)']' or (byte)'}')
        {
            return ReadEnd(at, first);
        }

        return isFirst && IsObject(OpenCount - 1) ? ReadName(data, at, first) : ReadValue(data, at, first, isFinal);
    }

    /// <summary>
    /// Takes the array whose beginning is the current token at once, if it holds nothing but small whole numbers, none of them twice;
    /// else changes nothing.
    /// </summary>
    /// <param name="data">The buffer.</param>
    /// <param name="values">Gets the numbers; an array of more is not taken.</param>
    /// <param name="count">How many they are.</param>
    public bool TryTakeDistinct(ReadOnlySpan<byte> data, Span<int> values, out int count)
    {
        count = 0;
        var at = Position;
        while (count < values.Length)
        {
            at = SkipSpace(data, at);
            var value = 0;
            var digits = at;
            while (at < data.Length && data[at] is >= (byte)'0' and <= (byte)'9' and var digit)
            {
                value = unchecked((value * 10) + digit - '0');
                at++;
            }

            if (at == digits || at - digits > SafeDigitsOf32Bits || (data[digits] == '0' && at - digits > 1))
            {
                return false;
            }

            foreach (var other in values[..count])
            {
                if (other == value)
                {
                    return false;
                }
            }

            values[count++] = value;
            at = SkipSpace(data, at);
            if (at >= data.Length || data[at] is not ((byte)',' or (byte)']'))
            {
                return false;
            }

            if (data[at++] == ']')
            {
                OpenCount--;
                Take(JsonTokenType.EndArray, at - 1, at);
                return true;
            }
        }

        return false;
    }

    private static int SkipSpace(ReadOnlySpan<byte> data, int at)
    {
        while (at < data.Length && data[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    private JsonScan ReadEnd(int at, byte first)
    {
        if (first != (IsObject(OpenCount - 1) ? '}' : ']'))
        {
            return JsonScan.Broken;
        }

        OpenCount--;
        return Take(first == '}' ? JsonTokenType.EndObject : JsonTokenType.EndArray, at, at + 1);
    }

    private JsonScan ReadName(ReadOnlySpan<byte> data, int start, byte first)
    {
        if (first != '"')
        {
            return JsonScan.Broken;
        }

        var scan = ScanText(data, start + 1, out var end, out var hasEscapes);
        if (scan != JsonScan.Token)
        {
            return scan;
        }

        var colon = SkipSpace(data, end + 1);
        if (colon >= data.Length)
        {
            return JsonScan.Ended;
        }

        if (data[colon] != ':')
        {
            return JsonScan.Broken;
        }

        (_valueStart, _valueEnd, HasEscapes) = (start + 1, end, hasEscapes);
        return Take(JsonTokenType.PropertyName, start, colon + 1);
    }

    private JsonScan ReadValue(ReadOnlySpan<byte> data, int at, byte first, bool isFinal)
    {
        switch (first)
        {
            case (byte)'{':
                return Enter(JsonTokenType.StartObject, at);
            case (byte)'[':
                return Enter(JsonTokenType.StartArray, at);
            case (byte)'"':
                var scan = ScanText(data, at + 1, out var end, out var hasEscapes);
                if (scan != JsonScan.Token)
                {
                    return scan;
                }

                (_valueStart, _valueEnd, HasEscapes) = (at + 1, end, hasEscapes);
                        return Take(JsonTokenType.String, at, end + 1);
            case (byte)'t':
                return ReadWord(data, at, "true"u8, JsonTokenType.True);
            case (byte)'f':
                return ReadWord(data, at, "false"u8, JsonTokenType.False);
            case (byte)'n':
                return ReadWord(data, at, "null"u8, JsonTokenType.Null);
            default:
                return ReadNumber(data, at, isFinal);
        }
    }

    private JsonScan Enter(JsonTokenType type, int at)
    {
        if (OpenCount == MaxDepth)
        {
            return JsonScan.Broken;
        }

        var bit = 1UL << OpenCount++;
        _objects = type == JsonTokenType.StartObject ? _objects | bit : _objects & ~bit;
        return Take(type, at, at + 1);
    }

    private JsonScan ReadWord(ReadOnlySpan<byte> data, int at, ReadOnlySpan<byte> word, JsonTokenType type)
    {
        var rest = data[at..];
        if (!rest.StartsWith(word))
        {
            return word.StartsWith(rest) ? JsonScan.Ended : JsonScan.Broken;
        }

        (_valueStart, _valueEnd) = (at, at + word.Length);
        return Take(type, at, at + word.Length);
    }

    private JsonScan ReadNumber(ReadOnlySpan<byte> data, int start, bool isFinal)
    {
        var at = start;
        var isNegative = data[at] == '-';
        at += isNegative ? 1 : 0;
        var digits = at;
        long value = 0;
        while (at < data.Length && data[at] is >= (byte)'0' and <= (byte)'9' and var digit)
        {
            // What does not fit is found by its many digits.
            value = unchecked((value * 10) + digit - '0');
            at++;
        }

        var count = at - digits;
        if (count == 0)
        {
            return at >= data.Length ? JsonScan.Ended : JsonScan.Broken;
        }

        if (count > 1 && data[digits] == '0')
        {
            return JsonScan.Broken;
        }

        var isWhole = true;
        if (at < data.Length && data[at] is (byte)'.' or (byte)'e' or (byte)'E')
        {
            isWhole = false;
            var scan = ScanFraction(data, ref at);
            if (scan != JsonScan.Token)
            {
                return scan;
            }
        }

        // Only a number that is the whole document may end with it.
        if (at >= data.Length && (!isFinal || OpenCount > 0))
        {
            return JsonScan.Ended;
        }

        if (at < data.Length && !EndsNumber(data[at]))
        {
            return JsonScan.Broken;
        }

        (_valueStart, _valueEnd, _isInteger) = (start, at, isWhole);
        _integer = unchecked(isNegative ? -value : value);
        if (isWhole && count > SafeDigits)
        {
            _isInteger = Utf8Parser.TryParse(data[start..at], out _integer, out var used) && used == at - start;
        }

        return Take(JsonTokenType.Number, start, at);
    }

    private static bool EndsNumber(byte b) =>
        b is (byte)',' or (byte)']' or (byte)'}' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    private static JsonScan ScanFraction(ReadOnlySpan<byte> data, ref int at)
    {
        if (data[at] == '.')
        {
            at++;
            if (ScanDigits(data, ref at) is var scan and not JsonScan.Token)
            {
                return scan;
            }
        }

        if (at < data.Length && data[at] is (byte)'e' or (byte)'E')
        {
            at++;
            at += at < data.Length && data[at] is (byte)'+' or (byte)'-' ? 1 : 0;
            return ScanDigits(data, ref at);
        }

        return JsonScan.Token;
    }

    private static JsonScan ScanDigits(ReadOnlySpan<byte> data, ref int at)
    {
        var start = at;
        while (at < data.Length && data[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at > start ? JsonScan.Token : at >= data.Length ? JsonScan.Ended : JsonScan.Broken;
    }

    /// <summary>Finds the end of a text, at its closing quote.</summary>
    private static JsonScan ScanText(ReadOnlySpan<byte> data, int at, out int end, out bool hasEscapes)
    {
        hasEscapes = false;
        for (end = at; end < data.Length; end++)
        {
            var b = data[end];
            if (b == '"')
            {
                return JsonScan.Token;
            }

            if (b < ' ')
            {
                return JsonScan.Broken;
            }

            if (b == '\\')
            {
                hasEscapes = true;
                if (++end >= data.Length)
                {
                    return JsonScan.Ended;
                }

                if (data[end] == 'u')
                {
                    for (var last = end + 4; end < last;)
                    {
                        if (++end >= data.Length)
                        {
                            return JsonScan.Ended;
                        }

                        if (!char.IsAsciiHexDigit((char)data[end]))
                        {
                            return JsonScan.Broken;
                        }
                    }
                }
                else if (!"\"\\/bfnrt"u8.Contains(data[end]))
                {
                    return JsonScan.Broken;
                }
            }
        }

        return JsonScan.Ended;
    }

    private JsonScan Take(JsonTokenType type, int start, int end)
    {
        (TokenType, TokenStart, Position) = (type, start, end);
        return JsonScan.Token;
    }
}

/// <summary>What looking for a token came to.</summary>
internal enum JsonScan
{
    /// <summary>There is one.</summary>
    Token,

    /// <summary>The buffer ends before the token does.</summary>
    Ended,

    /// <summary>What stands there is not JSON.</summary>
    Broken,
}
