using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rebalancer.Files.Input;

/// <summary>
/// Reads JSON of any length through one pooled buffer that grows only to the longest single value, and knows at any time where it is: line,
/// path such as
/// <c>topics[3].partitions[7].replicas[1]</c>, and the context that the caller sets.
/// </summary>
/// <remarks>
/// Objects: <see cref="BeginObject"/>, then <see cref="At"/> for each known name while <see cref="NextProperty"/> is true, else
/// <see cref="Skip"/>.
/// Arrays: <see cref="BeginArray"/>, then a value while <see cref="NextElement"/> is true. Pass by reference; dispose at the end.
/// </remarks>
internal ref partial struct JsonInput
{
    private const int FirstBufferLength = 128 * 1024;
    private const int MaxValueLength = 64 * 1024 * 1024;

    private readonly InputFile _source;
    private readonly long _firstLine;
    private byte[] _buffer;
    private int _length;
    private bool _isFinal;
    private long _linesBefore;
    private Utf8JsonReader _reader;
    private JsonReaderState _stateAtStart;

    // Where the JSON reader began in the buffer.
    private int _start;

    // Bytes since the last line break that the JSON reader has not seen, and where it goes on behind them.
    private long _passed;
    private int _passedUntil;
    private readonly JsonPath _path = new();

    /// <summary>Starts at the first value.</summary>
    public JsonInput(InputFile source)
    {
        _source = source;
        _linesBefore = _firstLine = source.LinesRead;
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferLength);
        Fill();
        StartReader(0, default);
        ReadToken();
    }

    /// <summary>What messages add to the place, such as <c>topic "orders"</c>.</summary>
    public string? Context { get; set; }

    // How far the buffer is read.
    private readonly int Place => _start + (int)_reader.BytesConsumed;

    /// <summary>The kind of the current value.</summary>
    public readonly JsonTokenType TokenType => _reader.TokenType;

    /// <summary>Whether the current value is null.</summary>
    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    /// <summary>Enters the object that is the current value.</summary>
    public void BeginObject(string what)
    {
        Require(JsonTokenType.StartObject, what, "an object");
        _path.PushObject();
    }

    /// <summary>Goes to the next property; false at the end of the object, which is left.</summary>
    public bool NextProperty()
    {
        ReadToken();
        _path.SetName(null);
        if (_reader.TokenType == JsonTokenType.PropertyName)
        {
            return true;
        }

        _path.Pop();
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

        _path.SetName(name.Text);
        if ((seen & name.Mark) != 0)
        {
            throw Fail($"\"{name.Text}\" appears twice in the same object", "one of them should go");
        }

        seen |= name.Mark;
        ReadToken();
        return true;
    }

    /// <summary>The name of the current property, for readers that take any; goes to its value.</summary>
    public string AtAny()
    {
        var name = GetString();
        _path.SetName(name);
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
        _path.PushArray();
    }

    /// <summary>Goes to the next element; false at the end of the array, which is left.</summary>
    public bool NextElement()
    {
        ReadToken();
        _path.NextIndex();
        if (_reader.TokenType != JsonTokenType.EndArray)
        {
            return true;
        }

        _path.Pop();
        return false;
    }

    /// <summary>What follows the current token in the buffer; more may follow in the file.</summary>
    public readonly ReadOnlySpan<byte> Ahead => _buffer.AsSpan(Place, _length - Place);

    /// <summary>Passes over elements of the array whose element has just ended.</summary>
    /// <param name="count">How many.</param>
    /// <param name="length">
    /// How many bytes of <see cref="Ahead"/> they and the commas before them take: JSON in order, without line breaks.
    /// </param>
    public void PassOver(int count, int length)
    {
        if (count == 0)
        {
            return;
        }

        // To the JSON reader one element of an array is as another: it goes on as if these did not stand there.
        var place = Place;
        var state = _reader.CurrentState;
        ForgetPassed(place);
        _path.PassOver(count);
        _passed += length;
        _passedUntil = place + length;
        StartReader(_passedUntil, state);
    }

    /// <summary>Ends the reading behind the root value: what was read ahead goes back to the file.</summary>
    public readonly void GiveBack()
    {
        var consumed = Place;
        _source.LinesRead = _linesBefore + _buffer.AsSpan(0, consumed).Count((byte)'\n');
        _source.Unread(_buffer.AsSpan(consumed, _length - consumed));
    }

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

    /// <summary>The current value, which is a text, as it is.</summary>
    public readonly string Text() => GetString();

    /// <summary>The current value as a text, or null where it is null.</summary>
    public readonly string? OptionalString(string what) => IsNull ? null : String(what);

    /// <summary>The current value as true or false; null is false.</summary>
    /// <exception cref="InputException">It is neither.</exception>
    public readonly bool Flag(string what) => _reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => throw Fail($"{what} must be true or false but is {Found()}", null),
    };

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
        var line = _linesBefore + _buffer.AsSpan(0, _start + (int)_reader.TokenStartIndex).Count((byte)'\n') + 1;
        return new InputException(Message($"line {line}", problem, fix));
    }

    /// <summary>The exception for a problem with the file as a whole: names no line.</summary>
    public readonly InputException FailWhole(string problem, string? fix) => _source.Fail(problem, fix);

    /// <summary>The current value as a whole number, or what is wrong with it.</summary>
    /// <param name="what">What messages call it.</param>
    /// <param name="min">The least value.</param>
    /// <param name="value">The number.</param>
    /// <param name="fix">What likely mends it, or null.</param>
    /// <returns>The problem, or null.</returns>
    public readonly string? TryInt32(string what, int min, out int value, out string? fix)
    {
        value = min;
        fix = null;
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out value) && value >= min)
        {
            return null;
        }

        (var problem, fix) = NumberProblem(what, min, int.MaxValue);
        return problem;
    }

    private readonly InputException FailNumber(string what, long min, long max)
    {
        var (problem, fix) = NumberProblem(what, min, max);
        return Fail(problem, fix);
    }

    private readonly (string Problem, string? Fix) NumberProblem(string what, long min, long max)
    {
        if (_reader.TokenType != JsonTokenType.Number)
        {
            var quoted = _reader.TokenType == JsonTokenType.String && long.TryParse(GetString(), CultureInfo.InvariantCulture, out _);
            return ($"{what} must be a number but is {Found()}", quoted ? "the quotes should go" : null);
        }

        var raw = RawNumber();
        return raw.AsSpan().ContainsAny('.', 'e', 'E')
            ? ($"{what} must be a whole number but is {raw}", null)
            : ($"{what} {raw} is out of range: it must be from {min} to {max}", null);
    }

    private readonly string Message(string place, string problem, string? fix)
    {
        var path = _path.ToString();
        var message = new StringBuilder(_source.Name).Append(", ").Append(place).Append(path.Length > 0 ? ", " : "").Append(path);
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
}
