using System.Text;
using Rebalancer.Files;

namespace Rebalancer.Kafka.Execution.Timeline;

/// <summary>The samples of a plan directory: <c>timeline.jsonl</c>, a JSON object a line.</summary>
/// <remarks>
/// It is written to the system line by line and not forced to the disk: a power cut may cost the last lines, which no run needs. A torn
/// line is passed over. Not safe for concurrent use; the plan's lock sees to one writer.
/// </remarks>
internal sealed class TimelineFile : IDisposable
{
    /// <summary>The file's name in the plan directory.</summary>
    public const string Name = "timeline.jsonl";

    private readonly string _path;
    private FileStream? _file;

    private TimelineFile(string path, TimelineContent content, bool isWhole)
    {
        _path = path;
        Content = content;
        IsWhole = isWhole;
    }

    /// <summary>What it holds, and what it could not take.</summary>
    public TimelineContent Content { get; }

    /// <summary>Whether the file holds all of the content; where not, the next write writes it anew.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Reads the file of a directory, empty where there is none or where it is about another plan.</summary>
    /// <param name="directory">The plan directory.</param>
    /// <param name="fingerprint">The plan.</param>
    /// <exception cref="IOException">It cannot be read, or is of a newer version.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static TimelineFile Open(string directory, string fingerprint)
    {
        var path = Path.Combine(directory, Name);
        var content = new TimelineContent(fingerprint);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return new TimelineFile(path, content, isWhole: false);
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd();
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(TimelineLine.Parse).OfType<TimelineLine>().ToList();
        var head = lines.Find(l => l.Head is not null)?.Head;
        if (head?.Version > TimelineHead.CurrentVersion)
        {
            throw new IOException($"{path} is of version {head.Version}; this rebalancer reads version {TimelineHead.CurrentVersion}.");
        }

        if (head?.Fingerprint != fingerprint)
        {
            return new TimelineFile(path, content, isWhole: false);
        }

        foreach (var line in lines)
        {
            content.Take(line);
        }

        while (content.IsFull)
        {
            content.Thin();
        }

        // Ends that replaced their beginnings, and what a crash tore, go when the file is next written.
        return new TimelineFile(path, content, isWhole: text.EndsWith('\n') && lines.Count == content.Lines().Count());
    }

    /// <summary>Takes a line in and writes it.</summary>
    /// <exception cref="IOException">It cannot be written; it is part of the content nevertheless.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Append(TimelineLine line)
    {
        if (!Content.Take(line))
        {
            return;
        }

        if (Content.IsFull)
        {
            Content.Thin();
            IsWhole = false;
        }

        if (!IsWhole)
        {
            Rewrite();
            return;
        }

        IsWhole = false;
        _file ??= new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _file.Write(Encoding.UTF8.GetBytes(line.Text()));
        IsWhole = true;
    }

    public void Dispose() => Close();

    private void Rewrite()
    {
        Close();
        DurableFile.Replace(_path, stream =>
        {
            foreach (var line in Content.Lines())
            {
                stream.Write(Encoding.UTF8.GetBytes(line.Text()));
            }
        });
        IsWhole = true;
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
    }
}
