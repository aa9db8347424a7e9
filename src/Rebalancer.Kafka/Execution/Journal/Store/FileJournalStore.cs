using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Rebalancer.Files;

namespace Rebalancer.Kafka.Execution.Journal.Store;

/// <summary>
/// A file for each run in the plan directory: <c>journal-0001.jsonl</c>. The first line makes it, so that a refused command leaves none.
/// </summary>
/// <param name="directory">The plan directory.</param>
/// <param name="isDurable">Whether lines are forced to the disk; a test that stops no machine saves the time.</param>
internal sealed class FileJournalStore(string directory, bool isDurable = true) : IJournalStore
{
    private const string FilePrefix = "journal-";
    private const string FileSuffix = ".jsonl";

    private FileStream? _file;
    private int _run;

    /// <summary>Journal files of a directory with their run numbers, oldest first.</summary>
    /// <exception cref="InputException">The directory cannot be looked into.</exception>
    public static ImmutableArray<(int Run, string Path)> Files(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        try
        {
            return
            [
                .. Directory.EnumerateFiles(directory, FilePrefix + "*" + FileSuffix)
                    .Select(path => (Run: Number(Path.GetFileName(path)), Path: path))
                    .Where(file => file.Run > 0)
                    .OrderBy(file => file.Run),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The directory {directory} cannot be looked into: {FileFailure.OfReading(e)}.", e);
        }
    }

    public async Task<ImmutableArray<StoredRun>> ReadAsync(CancellationToken cancellationToken)
    {
        var runs = ImmutableArray.CreateBuilder<StoredRun>();
        foreach (var (run, path) in Files(directory))
        {
            runs.Add(new StoredRun(run, path, await ReadFileAsync(path, cancellationToken).ConfigureAwait(false)));
        }

        return runs.ToImmutable();
    }

    public async ValueTask AppendAsync(int run, string line)
    {
        var path = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{FilePrefix}{run:D4}{FileSuffix}"));
        try
        {
            if (_file is null || _run != run)
            {
                await DisposeAsync().ConfigureAwait(false);
                _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
                _run = run;
                if (isDurable)
                {
                    await Task.Run(() => DurableFile.FlushDirectory(directory)).ConfigureAwait(false);
                }
            }

            await WriteAsync(_file, Encoding.UTF8.GetBytes(line)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The journal {path} cannot be written: {FileFailure.OfWriting(e)}.", e);
        }
    }

    public ValueTask DisposeAsync()
    {
        var file = _file;
        _file = null;
        return file?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    // A line of which only a part found room is taken back, so that the file ends with a whole one. fsync has no asynchronous form: another
    // thread waits for it.
    private async Task WriteAsync(FileStream file, byte[] line)
    {
        var length = file.Length;
        try
        {
            file.Write(line);
            if (isDurable)
            {
                await Task.Run(() => file.Flush(flushToDisk: true)).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            await TakeBackAsync(file, length).ConfigureAwait(false);
            throw;
        }
    }

    // Where not even that can be done nothing more may follow the torn line: the file is left, and cannot be made anew.
    private async Task TakeBackAsync(FileStream file, long length)
    {
        try
        {
            file.SetLength(length);
        }
        catch (IOException)
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    // A running apply holds the file open for writing, so its readers must share it with a writer.
    private static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The journal {path} cannot be read: {FileFailure.OfReading(e)}.", e);
        }
    }

    private static int Number(string name) =>
        int.TryParse(
            name.AsSpan(FilePrefix.Length, name.Length - FilePrefix.Length - FileSuffix.Length),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var run) ? run : 0;
}
