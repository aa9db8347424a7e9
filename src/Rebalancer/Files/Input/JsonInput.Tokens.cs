using System.Buffers;
using System.Text.Json;

namespace Rebalancer.Files.Input;

/// <content>The buffer, and the tokens out of it.</content>
internal ref partial struct JsonInput
{
    /// <summary>Reads the next token; at the end of the file none is left, which is a fault wherever one is due.</summary>
    private void ReadToken()
    {
        JsonScan scan;
        while ((scan = _scanner.Read(_buffer.AsSpan(0, _length), _isFinal)) != JsonScan.Token)
        {
            if (scan == JsonScan.Broken || _isFinal)
            {
                throw Broken();
            }

            Refill();
        }
    }

    private readonly InputException Broken()
    {
        var read = _buffer.AsSpan(0, _scanner.Position);
        var fault = JsonFault.Find(_scanner, _buffer.AsSpan(_scanner.Position, _length - _scanner.Position), _isFinal);
        var bytesBefore = read.LastIndexOf((byte)'\n') is >= 0 and var end ? read.Length - end - 1 : _bytesBefore + read.Length;
        var line = _linesBefore + read.Count((byte)'\n') + fault.Lines + 1;
        var place = $"line {line}, byte {fault.Bytes + (fault.Lines == 0 ? bytesBefore : 0) + 1}";
        var message = fault.Reason is null
            ? Message(place, "the file ends in the middle of the JSON", "it was cut off: compare its size with the original's")
            : Message(place, $"the JSON is broken: {fault.Reason}", "it was edited by hand");
        return fault.Exception is { } exception ? new InputException(message, exception) : new InputException(message);
    }

    private void Refill()
    {
        var consumed = _scanner.Position;
        var gone = _buffer.AsSpan(0, consumed);
        _linesBefore += gone.Count((byte)'\n');
        _bytesBefore = gone.LastIndexOf((byte)'\n') is >= 0 and var end ? consumed - end - 1 : _bytesBefore + consumed;
        _length -= consumed;
        if (consumed == 0)
        {
            Grow();
        }
        else
        {
            Buffer.BlockCopy(_buffer, consumed, _buffer, 0, _length);
            _scanner.Rebase();
        }

        Fill();
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
