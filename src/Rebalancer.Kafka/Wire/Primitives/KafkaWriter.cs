using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Rebalancer.Kafka.Wire.Primitives;

/// <summary>Writes Kafka's primitive types; the counterpart of <see cref="KafkaReader"/>.</summary>
/// <remarks>
/// Strings, bytes and arrays are the compact ones in a flexible version and the old ones otherwise (KIP-482). Not for concurrent use.
/// </remarks>
internal sealed class KafkaWriter
{
    /// <summary>No string may be longer, in the compact form either: Kafka's readers refuse it and close the connection.</summary>
    public const int MaxStringBytes = short.MaxValue;

    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Creates an empty writer.</summary>
    /// <param name="version">The message's version.</param>
    /// <param name="isFlexible">Whether that version is a flexible one.</param>
    public KafkaWriter(short version, bool isFlexible) => (Version, IsFlexible) = (version, isFlexible);

    /// <summary>The message's version.</summary>
    public short Version { get; }

    /// <summary>Whether that version is a flexible one.</summary>
    public bool IsFlexible { get; }

    /// <summary>What was written so far; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <summary>Writes a BOOLEAN.</summary>
    public void WriteBoolean(bool value) => Append(1)[0] = value ? (byte)1 : (byte)0;

    /// <summary>Writes an INT8.</summary>
    public void WriteInt8(sbyte value) => Append(1)[0] = (byte)value;

    /// <summary>Writes an INT16.</summary>
    public void WriteInt16(short value) => BinaryPrimitives.WriteInt16BigEndian(Append(2), value);

    /// <summary>Writes an INT32.</summary>
    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Append(4), value);

    /// <summary>Writes an INT64.</summary>
    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64BigEndian(Append(8), value);

    /// <summary>Writes an error code as INT16.</summary>
    public void WriteErrorCode(KafkaErrorCode value) => WriteInt16((short)value);

    /// <summary>Writes a UUID.</summary>
    public void WriteUuid(Guid value) => value.TryWriteBytes(Append(16), bigEndian: true, out _);

    /// <summary>Writes an UNSIGNED_VARINT.</summary>
    public void WriteUnsignedVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            Append(1)[0] = (byte)(value | 0x80);
        }

        Append(1)[0] = (byte)value;
    }

    /// <summary>Writes a string or null.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="MaxStringBytes"/> in UTF-8.</exception>
    public void WriteString(string? value)
    {
        var length = CheckedLength(value);
        if (IsFlexible)
        {
            WriteUnsignedVarint((uint)(length + 1));
        }
        else
        {
            WriteInt16((short)length);
        }

        AppendText(value);
    }

    /// <summary>Writes the request header's client id, which keeps the old form in every version.</summary>
    public void WriteOldNullableString(string? value)
    {
        WriteInt16((short)CheckedLength(value));
        AppendText(value);
    }

    /// <summary>Writes bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteCount(value.Length);
        WriteRaw(value);
    }

    /// <summary>Writes an array or null.</summary>
    public void WriteArray<T>(ImmutableArray<T>? elements)
        where T : IKafkaStruct<T>
    {
        if (StartArray(elements, out var present))
        {
            foreach (var element in present)
            {
                element.Write(this);
            }
        }
    }

    /// <summary>Writes an array of INT32 or null.</summary>
    public void WriteInt32Array(ImmutableArray<int>? elements)
    {
        if (StartArray(elements, out var present))
        {
            foreach (var element in present)
            {
                WriteInt32(element);
            }
        }
    }

    /// <summary>Writes an array of strings or null.</summary>
    public void WriteStringArray(ImmutableArray<string>? elements)
    {
        if (StartArray(elements, out var present))
        {
            foreach (var element in present)
            {
                WriteString(element);
            }
        }
    }

    /// <summary>Writes a struct that is not tagged and may be null.</summary>
    public void WriteNullableStruct<T>(T? value)
        where T : class, IKafkaStruct<T>
    {
        WriteInt8(value is null ? (sbyte)-1 : (sbyte)1);
        value?.Write(this);
    }

    /// <summary>Writes the empty tag buffer that ends every struct of a flexible version; nothing in an old one.</summary>
    public void WriteNoTags() => WriteTagCount(0);

    /// <summary>Writes how many tagged fields follow; nothing in a version that is not flexible.</summary>
    public void WriteTagCount(uint count)
    {
        if (IsFlexible)
        {
            WriteUnsignedVarint(count);
        }
    }

    /// <summary>Writes one tagged field; tags stand in ascending order.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="writeField">Writes the field's bytes.</param>
    public void WriteTag(uint tag, Action<KafkaWriter> writeField)
    {
        var field = new KafkaWriter(Version, IsFlexible);
        writeField(field);
        WriteUnsignedVarint(tag);
        WriteUnsignedVarint((uint)field.Written.Length);
        WriteRaw(field.Written);
    }

    /// <summary>Writes bytes as they are.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            _buffer.Write(bytes);
        }
    }

    private bool StartArray<T>(ImmutableArray<T>? elements, out ImmutableArray<T> present)
    {
        present = elements is { IsDefault: false } some ? some : [];
        WriteCount(elements is null ? -1 : present.Length);
        return elements is not null;
    }

    private void WriteCount(int count)
    {
        if (IsFlexible)
        {
            WriteUnsignedVarint((uint)(count + 1));
        }
        else
        {
            WriteInt32(count);
        }
    }

    private static int CheckedLength(string? value)
    {
        var length = value is null ? -1 : Encoding.UTF8.GetByteCount(value);
        return length <= MaxStringBytes
            ? length
            : throw new ArgumentException(
                $"A string of {length} bytes cannot be sent: Kafka's limit is {MaxStringBytes}. It starts with '{value![..40]}'.",
                nameof(value));
    }

    private void AppendText(string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _buffer.Advance(Encoding.UTF8.GetBytes(value, _buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(value.Length))));
        }
    }

    private Span<byte> Append(int count)
    {
        var span = _buffer.GetSpan(count)[..count];
        _buffer.Advance(count);
        return span;
    }
}
