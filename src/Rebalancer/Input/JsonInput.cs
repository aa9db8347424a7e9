using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rebalancer.Input;

/// <summary>
/// Reads JSON of any length through one pooled buffer that grows only to the longest single value, and knows at any time where it is: line, path such as
/// <c>topics[3].partitions[7].replicas[1]</c>, and the context that the caller sets.
/// </summary>
/// <remarks>
/// Objects: <see cref="BeginObject"/>, then <see cref="At"/> for each known name while <see cref="NextProperty"/> is true, else <see cref="Skip"/>.
/// Arrays: <see cref="BeginArray"/>, then a value while <see cref="NextElement"/> is true. Pass by reference; dispose at the end.
/// </remarks>
internal ref struct JsonInput
{
    private const int FirstBufferLength = 128 * 1024;
    private const int MaxValueLength = 64 * 1024 * 1024;

    private readonly InputSource _source;
    private byte[] _buffer;
    private int _length;
    private bool _isFinal;
    private long _linesBefore;
    private Utf8JsonReader _reader;
    private JsonReaderState _stateAtBuffer;
    private Segment[] _path;
    private int _depth;

    /// <summary>Starts at the first value.</summary>
    public JsonInput(InputSource source)
    {
        _source = source;
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferLength);
        _path = new Segment[8];
        Fill();
        _reader = new Utf8JsonReader(_buffer.AsSpan(0, _length), _isFinal, default);
        if (source.FirstByte == 0)
        {
            throw FailWhole("there is nothing but white space in it", "the program that should have written it failed");
        }

        if (!JsonStart.Contains(source.FirstByte))
        {
            throw FailWhole($"this is not JSON: it starts with {InputText.Quote(((char)source.FirstByte).ToString())}", "another file was meant");
        }

        ReadToken();
    }

    private static ReadOnlySpan<byte> JsonStart => "{[\"-0123456789tfn "u8;

    /// <summary>What messages add to the place, such as <c>topic "orders"</c>.</summary>
    public string? Context { get; set; }

    /// <summary>The kind of the current value.</summary>
    public readonly JsonTokenType TokenType => _reader.TokenType;

    /// <summary>Whether the current value is null.</summary>
    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>Enters the object that is the current value.</summary>
    public void BeginObject(string what)
    {
        Require(JsonTokenType.StartObject, what, "an object");
        Push(new Segment(IsArray: false));
    }

    /// <summary>Goes to the next property; false at the end of the object, which is left.</summary>
    public bool NextProperty()
    {
        ReadToken();
        _path[_depth - 1].Name = null;
        if (_reader.TokenType == JsonTokenType.PropertyName)
        {
            return true;
        }

        _depth--;
        return false;
    }

    /// <summary>Whether the current property has this name; goes to its value then.</summary>
    /// <param name="name">The name.</param>
    /// <param name="seen">The names seen in this object.</param>
    /// <exception cref="InputException">It was seen before.</exception>
    public bool At(JsonName name, ref uint seen)
    {
        if (!_reader.ValueTextEquals(name.Utf8))
        {
            return false;
        }

        _path[_depth - 1].Name = name.Text;
        if ((seen & name.Mark) != 0)
        {
            throw Fail($"\"{name.Text}\" stands twice in the same object", "one of them should go");
        }

        seen |= name.Mark;
        ReadToken();
        return true;
    }

    /// <summary>The name of the current property, for readers that take any; goes to its value.</summary>
    public string AtAny()
    {
        var name = GetString();
        _path[_depth - 1].Name = name;
        ReadToken();
        return name;
    }

    /// <summary>Skips the current property and its value, whatever it holds.</summary>
    public void Skip()
    {
        ReadToken();
        SkipValue();
    }

    /// <summary>Skips the rest of the current value.</summary>
    public void SkipValue()
    {
        if (_reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        var end = _reader.CurrentDepth;
        do
        {
            ReadToken();
        }
        while (_reader.CurrentDepth > end);
    }

    /// <summary>Enters the array that is the current value.</summary>
    public void BeginArray(string what)
    {
        Require(JsonTokenType.StartArray, what, "an array");
        Push(new Segment(IsArray: true));
    }

    /// <summary>Goes to the next element; false at the end of the array, which is left.</summary>
    public bool NextElement()
    {
        ReadToken();
        _path[_depth - 1].Index++;
        if (_reader.TokenType != JsonTokenType.EndArray)
        {
            return true;
        }

        _depth--;
        return false;
    }

    /// <summary>Reads the end of the file.</summary>
    /// <exception cref="InputException">Something follows the value.</exception>
    public void End() => ReadToken();

    /// <summary>The current value as a whole number.</summary>
    /// <exception cref="InputException">It is none or out of range.</exception>
    public readonly int Int32(string what, int min, int max = int.MaxValue)
    {
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out var value) && value >= min && value <= max)
        {
            return value;
        }

        throw FailNumber(what, min, max);
    }

    /// <summary>The current value as a whole number.</summary>
    /// <exception cref="InputException">It is none or out of range.</exception>
    public readonly long Int64(string what, long min, long max = long.MaxValue)
    {
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out var value) && value >= min && value <= max)
        {
            return value;
        }

        throw FailNumber(what, min, max);
    }

    /// <summary>The current value as a text without control characters.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public readonly string String(string what)
    {
        if (_reader.TokenType != JsonTokenType.String)
        {
            throw Fail($"{what} must be a text but is {Found()}", _reader.TokenType == JsonTokenType.Number ? "it needs quotes" : null);
        }

        var value = GetString();
        foreach (var c in value)
        {
            if (char.IsControl(c))
            {
                throw Fail($"{what} {InputText.Quote(value)} has a control character in it", null);
            }
        }

        return value;
    }

    /// <summary>The current value as a text, or null where it is null.</summary>
    public readonly string? OptionalString(string what) => IsNull ? null : String(what);

    /// <summary>The current number as it stands in the file.</summary>
    public readonly string RawNumber() => InputText.OneLine(Encoding.UTF8.GetString(_reader.ValueSpan), 40);

    /// <summary>What the current value is, for messages.</summary>
    public readonly string Found() => _reader.TokenType switch
    {
        JsonTokenType.String => $"the text {InputText.Quote(GetString())}",
        JsonTokenType.Number => $"the number {RawNumber()}",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        _ => "not a value",
    };

    /// <summary>The exception for a problem with the current value: names file, line, path and context.</summary>
    /// <param name="problem">What is wrong, with the value.</param>
    /// <param name="fix">The likely fix, to follow "Perhaps", or null.</param>
    public readonly InputException Fail(string problem, string? fix)
    {
        var line = _linesBefore + _buffer.AsSpan(0, (int)_reader.TokenStartIndex).Count((byte)'\n') + 1;
        return new InputException(Message($"line {line}", problem, fix));
    }

    /// <summary>The exception for a problem with the file as a whole: names no line.</summary>
    public readonly InputException FailWhole(string problem, string? fix) =>
        new($"{_source.Name}: {problem}.{(fix is null ? "" : $" Perhaps {fix}.")}");

    private readonly InputException FailNumber(string what, long min, long max)
    {
        if (_reader.TokenType != JsonTokenType.Number)
        {
            var quoted = _reader.TokenType == JsonTokenType.String && long.TryParse(GetString(), CultureInfo.InvariantCulture, out _);
            return Fail($"{what} must be a number but is {Found()}", quoted ? "the quotes should go" : null);
        }

        var raw = RawNumber();
        return raw.AsSpan().ContainsAny('.', 'e', 'E')
            ? Fail($"{what} must be a whole number but is {raw}", null)
            : Fail($"{what} {raw} is out of range: it must be from {min} to {max}", null);
    }

    private readonly string Message(string place, string problem, string? fix)
    {
        var message = new StringBuilder(_source.Name).Append(", ").Append(place);
        var start = message.Length;
        for (var i = 0; i < _depth; i++)
        {
            if (_path[i].IsArray && _path[i].Index >= 0)
            {
                message.Append(CultureInfo.InvariantCulture, $"[{_path[i].Index}]");
            }
            else if (_path[i].Name is { } name)
            {
                message.Append(message.Length == start ? "" : ".").Append(InputText.OneLine(name));
            }
        }

        if (message.Length > start)
        {
            message.Insert(start, ", ");
        }

        message.Append(Context is null ? "" : $" ({Context})").Append(": ").Append(problem).Append('.');
        return message.Append(fix is null ? "" : $" Perhaps {fix}.").ToString();
    }

    private readonly string GetString()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fail("a text is not valid UTF-8", "the file was saved in another encoding");
        }
    }

    private readonly void Require(JsonTokenType type, string what, string kind)
    {
        if (_reader.TokenType != type)
        {
            throw Fail($"{what} must be {kind} but is {Found()}", null);
        }
    }

    private void Push(Segment segment)
    {
        if (_depth == _path.Length)
        {
            Array.Resize(ref _path, _depth * 2);
        }

        _path[_depth++] = segment;
    }

    /// <summary>Reads the next token; at the end of the file none is left, which the JSON reader reports wherever one is due.</summary>
    private void ReadToken()
    {
        try
        {
            while (!_reader.Read() && !_isFinal)
            {
                Refill();
            }
        }
        catch (JsonException e)
        {
            var place = $"line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
            throw new InputException(
                EndsTooEarly()
                    ? Message(place, "the file ends in the middle of the JSON", "it was cut off: compare its size with the original's")
                    : Message(place, $"the JSON is broken: {Reason(e)}", "it was edited by hand"),
                e);
        }
    }

    /// <summary>Whether all that was read is in order and only its end is missing: then the JSON reader finds no fault as long as more may come.</summary>
    private readonly bool EndsTooEarly()
    {
        try
        {
            var again = new Utf8JsonReader(_buffer.AsSpan(0, _length), isFinalBlock: false, _stateAtBuffer);
            while (again.Read())
            {
            }

            return _isFinal;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Reason(JsonException e)
    {
        var message = e.Message;
        if (message.Contains("trailing comma", StringComparison.Ordinal))
        {
            return "a comma stands before the closing bracket";
        }

        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return InputText.OneLine((end < 0 ? message : message[..end]).TrimEnd('.', ' '));
    }

    private void Refill()
    {
        var consumed = (int)_reader.BytesConsumed;
        var state = _reader.CurrentState;
        _linesBefore += _buffer.AsSpan(0, consumed).Count((byte)'\n');
        _length -= consumed;
        if (consumed == 0)
        {
            Grow();
        }
        else
        {
            Buffer.BlockCopy(_buffer, consumed, _buffer, 0, _length);
        }

        Fill();
        _stateAtBuffer = state;
        _reader = new Utf8JsonReader(_buffer.AsSpan(0, _length), _isFinal, state);
    }

    private void Grow()
    {
        if (_buffer.Length >= MaxValueLength)
        {
            throw Fail($"a single value is longer than {MaxValueLength / 1024 / 1024} MiB", "this is another kind of file");
        }

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Buffer.BlockCopy(_buffer, 0, larger, 0, _length);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Fill()
    {
        int count;
        while (_length < _buffer.Length && (count = _source.Read(_buffer.AsSpan(_length))) > 0)
        {
            _length += count;
        }

        _isFinal = _length < _buffer.Length;
    }

    private struct Segment(bool IsArray)
    {
        public readonly bool IsArray = IsArray;
        public string? Name = null;
        public int Index = -1;
    }
}
