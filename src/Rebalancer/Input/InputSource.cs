using System.IO.Compression;
using System.Text;

namespace Rebalancer.Input;

/// <summary>
/// The bytes of an input file as UTF-8: unpacks gzip and converts UTF-16 (which PowerShell's <c>&gt;</c> writes), both recognised by content, skips a
/// byte order mark, and turns every failure to read into one clear line.
/// </summary>
internal sealed class InputSource : IDisposable
{
    private const int HeadLength = 4096;

    private readonly List<Stream> _owned = [];
    private Stream _stream;

    private InputSource(Stream stream, string name, bool owns)
    {
        Name = InputText.OneLine(name);
        _stream = stream;
        if (owns)
        {
            _owned.Add(stream);
        }
    }

    /// <summary>What messages call the input; for a file the path as it was given.</summary>
    public string Name { get; }

    /// <summary>The first byte that is not white space; null where all is white space, a blank where all of a long start is. Tells JSON from text.</summary>
    public byte? FirstByte { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InputException">It does not exist, is a folder, is empty or cannot be read.</exception>
    public static InputSource Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
        {
            throw new InputException("The file name is empty.");
        }

        var name = InputText.OneLine(path);
        if (Directory.Exists(path))
        {
            throw new InputException($"{name}: this is a folder, not a file. Perhaps a file in it is meant.");
        }

        FileStream file;
        try
        {
            file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{name}: there is no such file. Perhaps the name is misspelled, or relative to another folder than {Environment.CurrentDirectory}.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException($"{name}: this user may not read the file. Perhaps its permissions need a change.", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"{name}: the file cannot be opened: {InputText.OneLine(e.Message)}", e);
        }

        return Start(new InputSource(file, path, owns: true));
    }

    /// <summary>Reads a stream, which stays open.</summary>
    /// <exception cref="InputException">It is empty or cannot be read.</exception>
    public static InputSource From(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return Start(new InputSource(stream, name, owns: false));
    }

    /// <summary>Reads some bytes; 0 at the end.</summary>
    public int Read(Span<byte> buffer)
    {
        try
        {
            return _stream.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{Name}: the gzip data are broken or cut off. Perhaps the copy is incomplete: compare its size with the original's.", e);
        }
        catch (IOException e)
        {
            throw new InputException($"{Name}: the file cannot be read: {InputText.OneLine(e.Message)}", e);
        }
    }

    /// <summary>The lines of a text.</summary>
    public IEnumerable<string> ReadLines()
    {
        using var reader = new StreamReader(new ReadingStream(this), Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    public void Dispose()
    {
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }
    }

    private static InputSource Start(InputSource source)
    {
        try
        {
            source.Recognise();
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private void Recognise()
    {
        var head = PeekHead();
        if (head.Length == 0)
        {
            throw new InputException($"{Name}: the file is empty. Perhaps the program that should have written it failed.");
        }

        if (head is [0x1F, 0x8B, ..])
        {
            Push(new GZipStream(_stream, CompressionMode.Decompress, leaveOpen: true));
            head = PeekHead();
            if (head.Length == 0)
            {
                throw new InputException($"{Name}: the file is empty once unpacked. Perhaps the program that should have written it failed, or the copy is cut off.");
            }
        }

        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            Push(Encoding.CreateTranscodingStream(_stream, head[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode, new UTF8Encoding(false), leaveOpen: true));
            head = PeekHead();
        }

        if (head is [0xEF, 0xBB, 0xBF, ..])
        {
            Span<byte> mark = stackalloc byte[3];
            _stream.ReadExactly(mark);
            head = head[3..];
        }

        var first = Array.FindIndex(head, b => b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'));
        FirstByte = first >= 0 ? head[first] : head.Length < HeadLength - 3 ? null : (byte)' ';
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

    /// <summary>Reads through <see cref="InputSource.Read"/>, so that failures are worded there.</summary>
    private sealed class ReadingStream(InputSource source) : MemoryStream([], writable: false)
    {
        public override int Read(Span<byte> buffer) => source.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) => source.Read(buffer.AsSpan(offset, count));
    }
}
