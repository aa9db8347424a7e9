using System.Buffers;
using System.Text.Json;

namespace Rebalancer.Files.Input;

/// <content>The buffer, and the tokens out of it.</content>
internal ref partial struct JsonInput
{
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
            var place = PlaceOf(e);
            throw new InputException(
                EndsTooEarly()
                    ? Message(place, "the file ends in the middle of the JSON", "it was cut off: compare its size with the original's")
                    : e.Message.StartsWith("'/'", StringComparison.Ordinal)
                    ? Message(place, JsonComments.Problem, JsonComments.Fix)
                    : IsLineCut(e)
                    ? Message(place, "a string is not closed on its line", "the line was cut off there, or the closing quote is missing")
                    : Message(place, $"the JSON is broken: {Reason(e)}", "it was edited by hand"),
                e);
        }
    }

    /// <summary>
    /// Whether all that was read is in order and only its end is missing: then the JSON reader finds no fault as long as more may come.
    /// </summary>
    private readonly bool EndsTooEarly()
    {
        try
        {
            var again = new Utf8JsonReader(_buffer.AsSpan(_start, _length - _start), isFinalBlock: false, _stateAtStart);
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

    /// <summary>Where in the file it is: the JSON reader knows neither of the lines before the JSON nor of what was passed over.</summary>
    private readonly string PlaceOf(JsonException e)
    {
        var passedIn = _linesBefore - _firstLine + _buffer.AsSpan(0, _passedUntil).Count((byte)'\n');
        var passed = e.LineNumber == passedIn ? _passed : 0;
        return $"line {_firstLine + e.LineNumber + 1}, byte {e.BytePositionInLine + passed + 1}";
    }

    private static bool IsLineCut(JsonException e) =>
        e.Message.StartsWith("'0x0A' is invalid within a JSON string", StringComparison.Ordinal)
        || e.Message.StartsWith("'0x0D' is invalid within a JSON string", StringComparison.Ordinal);

    private static string Reason(JsonException e)
    {
        var message = e.Message;
        if (message.StartsWith("'0x09' is invalid within a JSON string", StringComparison.Ordinal))
        {
            return "a string contains a tab, which JSON wants written as \\t";
        }

        if (message.Contains("trailing comma", StringComparison.Ordinal))
        {
            return "a comma stands before the closing bracket";
        }

        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return InputText.OneLine((end < 0 ? message : message[..end]).TrimEnd('.', ' '));
    }

    private void Refill()
    {
        var consumed = Place;
        var state = _reader.CurrentState;
        ForgetPassed(consumed);
        _passedUntil = 0;
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
        StartReader(0, state);
    }

    private void StartReader(int start, JsonReaderState state)
    {
        _start = start;
        _stateAtStart = state;
        _reader = new Utf8JsonReader(_buffer.AsSpan(start, _length - start), _isFinal, state);
    }

    /// <summary>Forgets what was passed over in a line that has ended before a place in the buffer.</summary>
    private void ForgetPassed(int place)
    {
        if (_buffer.AsSpan(_passedUntil, place - _passedUntil).Contains((byte)'\n'))
        {
            _passed = 0;
        }
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
}
