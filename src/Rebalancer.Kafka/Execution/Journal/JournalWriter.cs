using System.Text;

namespace Rebalancer.Kafka.Execution.Journal;

/// <summary>Appends records to one run's file; a record is on the disk when <see cref="Append"/> returns.</summary>
/// <remarks>Not safe for concurrent use: one run, one writer. fsync has no asynchronous form, so the call is synchronous; it is one small write before a network call.</remarks>
/// <param name="directory">The plan directory.</param>
/// <param name="run">The run's number; its file must not exist and is created by the first record, so that a refused command leaves none.</param>
/// <param name="time">The clock of the records.</param>
/// <param name="appended">Called after each record is safe; a test stops the run here as a crash would.</param>
internal sealed class JournalWriter(string directory, int run, TimeProvider time, Action<JournalRecord>? appended) : IDisposable
{
    private FileStream? _file;
    private string _chain = "";

    public void Append(JournalRecord record)
    {
        _file ??= new FileStream(Path.Combine(directory, JournalFormat.FileName(run)), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        var line = JournalFormat.Line(record with { At = time.GetUtcNow() }, ref _chain);
        _file.Write(Encoding.UTF8.GetBytes(line));
        _file.Flush(flushToDisk: true);
        appended?.Invoke(record);
    }

    public void Dispose() => _file?.Dispose();
}
