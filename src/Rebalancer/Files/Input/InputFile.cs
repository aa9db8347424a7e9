using System.Security.Cryptography;
using System.Text;

namespace Rebalancer.Files.Input;

/// <summary>
/// An input file as the readers see it: its text as UTF-8, whatever it was packed or encoded in, with a name for messages. Every failure to
/// read becomes one
/// clear line.
/// </summary>
/// <remarks>
/// Gzip, UTF-8, UTF-16 and UTF-32 are recognised by content, with or without a byte order mark. Read once, forwards, by one reader; not
/// safe to share between
/// threads. Dispose at the end.
/// </remarks>
public sealed class InputFile : IDisposable
{
    private const int HeadLength = 4096;

    private readonly List<Stream> _owned = [];
    private readonly bool _mayBeEmpty;
    private readonly IncrementalHash? _hash;
    private readonly HashingStream? _hashing;
    private Stream _stream;
    private byte[] _unread = [];

    private InputFile(Stream stream, string name, bool owns, bool digest, bool mayBeEmpty = false)
    {
        Name = InputText.OneLine(name);
        _mayBeEmpty = mayBeEmpty;
        if (owns)
        {
            _owned.Add(stream);
        }

        if (digest)
        {
            _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            stream = _hashing = new HashingStream(stream, _hash);
        }

        _stream = stream;
        Raw = stream;
    }

    /// <summary>What messages call the input; for a file the path as it was given.</summary>
    public string Name { get; }

    /// <summary>How many lines were read so far, for messages.</summary>
    internal long LinesRead { get; set; }

    /// <summary>Whether any of the lines had colours for a terminal, which were left out.</summary>
    internal bool HadColors { get; set; }

    private Stream Raw { get; }

    /// <summary>Opens a file, a named pipe or a device.</summary>
    /// <param name="path">The file.</param>
    /// <param name="digest">Whether <see cref="ReadDigest"/> will be asked for.</param>
    /// <exception cref="InputException">It does not exist, is a folder, is empty, is no text or cannot be read.</exception>
    public static InputFile Open(string path, bool digest = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Start(new InputFile(OpenStream(path), path, owns: true, digest));
    }

    /// <summary>Reads a file of settings, which may have none: a text that may be empty.</summary>
    /// <param name="path">The file, a named pipe or a device such as <c>/dev/null</c>.</param>
    /// <returns>The text without byte order mark, whatever it was packed or encoded in.</returns>
    /// <exception cref="InputException">It does not exist, is a folder, is no text or cannot be read.</exception>
    public static string ReadSettings(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = Start(new InputFile(OpenStream(path), path, owns: true, digest: false, mayBeEmpty: true));
        using var reader = new StreamReader(file.AsStream(), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        return reader.ReadToEnd();
    }

    /// <summary>Reads a stream, which stays open.</summary>
    /// <param name="stream">The stream; need not seek.</param>
    /// <param name="name">What messages call the input.</param>
    /// <param name="digest">Whether <see cref="ReadDigest"/> will be asked for.</param>
    /// <exception cref="InputException">It is empty, is no text or cannot be read.</exception>
    public static InputFile From(Stream stream, string name, bool digest = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return Start(new InputFile(stream, name, owns: false, digest));
    }

    /// <summary>SHA-256 of the bytes as they came, in lower-case hex; reads what is left of them. Ask once, after the reader.</summary>
    /// <exception cref="InputException">The rest cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The file was opened without <c>digest</c>.</exception>
    public string ReadDigest()
    {
        if (_hash is null)
        {
            throw new InvalidOperationException("The file was opened without digest.");
        }

        Guarded(Raw, static stream =>
        {
            stream.CopyTo(Stream.Null);
            return 0;
        });
        _hashing!.Finish();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }

        _hashing?.Dispose();
        _hash?.Dispose();
    }

    /// <summary>Reads some bytes of UTF-8; 0 at the end.</summary>
    internal int Read(Span<byte> buffer)
    {
        if (_unread.Length > 0)
        {
            var count = Math.Min(buffer.Length, _unread.Length);
            _unread.AsSpan(0, count).CopyTo(buffer);
            _unread = _unread[count..];
            return count;
        }

        try
        {
            return _stream.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw Failure(e);
        }
    }

    /// <summary>The bytes of UTF-8 as a stream, for parsers that take one.</summary>
    internal Stream AsStream() => new TextStream(this);

    /// <summary>Puts bytes back, to be read next.</summary>
    internal void Unread(ReadOnlySpan<byte> bytes) => _unread = [.. bytes, .. _unread];

    /// <summary>The exception for a problem with the file as a whole.</summary>
    internal InputException Fail(string problem, string? fix) => new($"{Name}: {problem}.{(fix is null ? "" : $" Perhaps {fix}.")}");

    private static FileStream OpenStream(string path)
    {
        if (path.Length == 0)
        {
            throw new InputException("The file name is empty.");
        }

        var name = InputText.OneLine(path);
        if (Directory.Exists(path))
        {
            throw new InputException($"{name}: this is a folder, not a file. Perhaps a file in it is meant.");
        }

        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Options = FileOptions.SequentialScan,
                BufferSize = 0,
                Share = FileShare.ReadWrite | FileShare.Delete,
            });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(
                $"{name}: there is no such file. Perhaps the name is misspelled, or relative to another folder than "
                    + $"{Environment.CurrentDirectory}.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException($"{name}: this user may not read the file. Perhaps its permissions need a change.", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"{name}: the file cannot be opened: {InputText.OneLine(e.Message)}", e);
        }
    }

    private static InputFile Start(InputFile file)
    {
        try
        {
            file.Recognise();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Recognise()
    {
        var head = PeekHead();
        if (head.Length == 0 && !_mayBeEmpty)
        {
            throw Fail("the file is empty", "the program that should have written it failed");
        }

        if (Packing.IsGzip(head))
        {
            Push(new GzipText(_stream));
            head = PeekHead();
            if (head.Length == 0 && !_mayBeEmpty)
            {
                throw Fail("the file is empty once unpacked", "the program that should have written it failed, or the copy is cut off");
            }
        }

        if (Packing.Unsupported(head) is { } packing)
        {
            throw Fail($"this is packed by {packing}; only gzip is unpacked here", "unpack it first");
        }

        if (TextEncoding.Of(head, out var markLength) is { } encoding)
        {
            _stream.ReadExactly(stackalloc byte[markLength]);
            Push(Encoding.CreateTranscodingStream(_stream, encoding, new UTF8Encoding(false), leaveOpen: true));
            head = PeekHead();
        }
        else if (markLength > 0)
        {
            _stream.ReadExactly(stackalloc byte[markLength]);
            head = head[markLength..];
        }

        if (head.AsSpan().Contains((byte)0))
        {
            throw Fail("this is not a text but a binary file", "another file was meant");
        }

        // Settings are told apart by their own reader, and Java's may be in Latin-1.
        if (!_mayBeEmpty)
        {
            RequireData(head);
            Push(new Utf8CheckedStream(_stream, Name));
        }

        if (!_mayBeEmpty && head.Length < HeadLength / 2 && head.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            throw Fail("there is nothing but white space in the file", "the program that should have written it failed");
        }
    }

    private void RequireData(ReadOnlySpan<byte> head)
    {
        if (MarkedUpText.KindOf(head) is { } kind)
        {
            throw Fail(
                $"this is {kind}, which is for people to read", "the plan directory, a snapshot or an output of Kafka's tools is meant");
        }
    }

    private byte[] PeekHead()
    {
        var head = new byte[HeadLength];
        var length = 0;
        int count;
        while (length < head.Length && (count = Read(head.AsSpan(length))) > 0)
        {
            length += count;
        }

        head = head[..length];
        _stream = new PrefixedStream(head, _stream);
        return head;
    }

    private void Push(Stream stream)
    {
        _owned.Add(stream);
        _stream = stream;
    }

    private T Guarded<T>(Stream stream, Func<Stream, T> read)
    {
        try
        {
            return read(stream);
        }
        catch (IOException e)
        {
            throw Failure(e);
        }
    }

    private InputException Failure(Exception e) => e is InvalidDataException
        ? new InputException(
            $"{Name}: the gzip data are broken or cut off. Perhaps the copy is incomplete: compare its size with the original's.", e)
        : new InputException($"{Name}: the file cannot be read: {InputText.OneLine(e.Message)}", e);

    private sealed class TextStream(InputFile file) : ForwardStream
    {
        public override int Read(Span<byte> buffer) => file.Read(buffer);
    }
}
