using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Rebalancer.Kafka.Wire.Primitives;

/// <summary>Reads Kafka's primitive types from one received frame.</summary>
/// <remarks>
/// Every length is checked against the bytes that are there before anything is read or allocated, so a hostile peer costs no more memory
/// than it sends bytes. Strings, bytes and arrays are the compact ones in a flexible version and the old ones otherwise (KIP-482). See
/// https://kafka.apache.org/protocol.
/// </remarks>
internal ref struct KafkaReader
{
    /// <summary>Elements for which room is made before the first is read; more room follows what really arrives.</summary>
    private const int FirstCapacity = 64;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _origin;
    private int _position;

    /// <summary>Creates a reader over one frame or a part of it.</summary>
    /// <param name="bytes">What arrived.</param>
    /// <param name="version">The message's version.</param>
    /// <param name="isFlexible">Whether that version is a flexible one.</param>
    public KafkaReader(ReadOnlySpan<byte> bytes, short version, bool isFlexible)
        : this(bytes, version, isFlexible, 0)
    {
    }

    private KafkaReader(ReadOnlySpan<byte> bytes, short version, bool isFlexible, int origin)
    {
        _bytes = bytes;
        _origin = origin;
        Version = version;
        IsFlexible = isFlexible;
    }

    /// <summary>The message's version.</summary>
    public short Version { get; }

    /// <summary>Whether that version is a flexible one.</summary>
    public bool IsFlexible { get; }

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    private readonly int Offset => _origin + _position;

    /// <summary>Reads a BOOLEAN: any byte but 0 is true.</summary>
    public bool ReadBoolean() => Take(1, "BOOLEAN")[0] != 0;

    /// <summary>Reads an INT8.</summary>
    public sbyte ReadInt8() => (sbyte)Take(1, "INT8")[0];

    /// <summary>Reads an INT16.</summary>
    public short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(2, "INT16"));

    /// <summary>Reads an INT32.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(4, "INT32"));

    /// <summary>Reads an INT64.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(8, "INT64"));

    /// <summary>Reads an INT16 that is an error code; unknown ones keep their number.</summary>
    public KafkaErrorCode ReadErrorCode() => (KafkaErrorCode)ReadInt16();

    /// <summary>Reads a UUID; all zero means none.</summary>
    public Guid ReadUuid() => new(Take(16, "UUID"), bigEndian: true);

    /// <summary>Reads an UNSIGNED_VARINT of at most 32 bits.</summary>
    public uint ReadUnsignedVarint()
    {
        var start = Offset;
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Take(1, "UNSIGNED_VARINT")[0];
            if (shift == 28 && next > 0x0f)
            {
                break;
            }

            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new KafkaProtocolException("an UNSIGNED_VARINT of at most 32 bits", "a longer one", start);
    }

    /// <summary>Reads a string that may not be null.</summary>
    public string ReadString() => ReadNullableString() ?? throw new KafkaProtocolException("a string", "null", Offset);

    /// <summary>Reads a string or null.</summary>
    public string? ReadNullableString() => ReadText(IsFlexible ? ReadCompactLength() : ReadInt16());

    /// <summary>Reads the request header's client id, which keeps the old form in every version.</summary>
    public string? ReadOldNullableString() => ReadText(ReadInt16());

    /// <summary>Reads bytes that may not be null; the result is a copy.</summary>
    public byte[] ReadBytes()
    {
        var length = IsFlexible ? ReadCompactLength() : ReadInt32();
        return length < 0
            ? throw new KafkaProtocolException("bytes", length == -1 ? "null" : $"a length of {length}", Offset)
            : Take(length, "BYTES").ToArray();
    }

    /// <summary>Reads an array that may not be null.</summary>
    public ImmutableArray<T> ReadArray<T>()
        where T : IKafkaStruct<T> => ReadNullableArray<T>() ?? throw NullArray();

    /// <summary>Reads an array or null.</summary>
    public ImmutableArray<T>? ReadNullableArray<T>()
        where T : IKafkaStruct<T>
    {
        var count = ReadCount(elementSize: 1);
        if (count < 0)
        {
            return null;
        }

        var elements = new List<T>(Math.Min(count, FirstCapacity));
        for (var i = 0; i < count; i++)
        {
            elements.Add(T.Read(ref this));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(elements.ToArray());
    }

    /// <summary>Reads an array of INT32 that may not be null.</summary>
    public ImmutableArray<int> ReadInt32Array() => ReadNullableInt32Array() ?? throw NullArray();

    /// <summary>Reads an array of INT32 or null.</summary>
    public ImmutableArray<int>? ReadNullableInt32Array()
    {
        var count = ReadCount(sizeof(int));
        if (count <= 0)
        {
            return count < 0 ? null : [];
        }

        var elements = new int[count];
        for (var i = 0; i < count; i++)
        {
            elements[i] = ReadInt32();
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(elements);
    }

    /// <summary>Reads an array of strings that may not be null.</summary>
    public ImmutableArray<string> ReadStringArray() => ReadNullableStringArray() ?? throw NullArray();

    /// <summary>Reads an array of strings or null.</summary>
    public ImmutableArray<string>? ReadNullableStringArray()
    {
        var count = ReadCount(elementSize: 1);
        if (count < 0)
        {
            return null;
        }

        var elements = new List<string>(Math.Min(count, FirstCapacity));
        for (var i = 0; i < count; i++)
        {
            elements.Add(ReadString());
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(elements.ToArray());
    }

    /// <summary>Reads a struct that is not tagged and may be null: an INT8 of -1, or of 1 and the struct.</summary>
    public T? ReadNullableStruct<T>()
        where T : class, IKafkaStruct<T>
    {
        var start = Offset;
        return ReadInt8() switch
        {
            -1 => null,
            1 => T.Read(ref this),
            var other => throw new KafkaProtocolException("-1 or 1 before a struct", $"{other}", start),
        };
    }

    /// <summary>Skips the tag buffer that ends every struct of a flexible version; does nothing in an old one.</summary>
    public void SkipTags()
    {
        for (var left = ReadTagCount(); left > 0; left--)
        {
            ReadTag(out _);
        }
    }

    /// <summary>Reads how many tagged fields follow; 0 in a version that is not flexible.</summary>
    public uint ReadTagCount()
    {
        if (!IsFlexible)
        {
            return 0;
        }

        var start = Offset;
        var count = ReadUnsignedVarint();
        return count <= (uint)Remaining / 2
            ? count
            : throw new KafkaProtocolException($"at most {Remaining / 2} tagged fields", $"{count}", start);
    }

    /// <summary>Reads one tagged field: its tag, and a reader over its bytes alone.</summary>
    public KafkaReader ReadTag(out uint tag)
    {
        tag = ReadUnsignedVarint();
        var size = ReadUnsignedVarint();
        var start = Offset;
        return size <= (uint)Remaining
            ? new KafkaReader(Take((int)size, "a tagged field"), Version, IsFlexible, start)
            : throw new KafkaProtocolException($"a tagged field of at most {Remaining} bytes", $"{size}", start);
    }

    /// <summary>Checks that everything was read.</summary>
    /// <exception cref="KafkaProtocolException">Bytes are left.</exception>
    public readonly void ExpectEnd()
    {
        if (Remaining != 0)
        {
            throw new KafkaProtocolException("the end of the message", $"{Remaining} more bytes", Offset);
        }
    }

    /// <summary>Takes everything that is left.</summary>
    public ReadOnlySpan<byte> ReadRest() => Take(Remaining, "the rest");

    private string? ReadText(int length) => length switch
    {
        -1 => null,
        < 0 or > KafkaWriter.MaxStringBytes =>
            throw new KafkaProtocolException($"a string of at most {KafkaWriter.MaxStringBytes} bytes", $"a length of {length}", Offset),
        _ => Encoding.UTF8.GetString(Take(length, "a string")),
    };

    /// <summary>Reads a count and checks that so many elements can be there at all.</summary>
    private int ReadCount(int elementSize)
    {
        var start = Offset;
        var count = IsFlexible ? ReadCompactLength() : ReadInt32();
        return count >= -1 && count <= Remaining / elementSize
            ? count
            : throw new KafkaProtocolException($"an array of at most {Remaining / elementSize} elements", $"a count of {count}", start);
    }

    /// <summary>Reads a compact length: one more than the length, 0 for null; so the result is -1 for null.</summary>
    private int ReadCompactLength()
    {
        var start = Offset;
        var lengthAndOne = ReadUnsignedVarint();
        return lengthAndOne <= int.MaxValue
            ? (int)lengthAndOne - 1
            : throw new KafkaProtocolException("a length", $"{lengthAndOne - 1}", start);
    }

    private ReadOnlySpan<byte> Take(int count, string what)
    {
        if (count > Remaining)
        {
            throw new KafkaProtocolException($"{what} of {count} bytes", $"{Remaining} bytes before the end", Offset);
        }

        var taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }

    private readonly KafkaProtocolException NullArray() => new("an array", "null", Offset);
}
