using System.Text;

namespace Rebalancer.Kafka.Execution.Journal;

/// <summary>Appends records to one run's file; a record is on the disk when <see cref="Append"/> returns.</summary>
/// <remarks>Not safe for concurrent use: one run, one writer. fsync has no asynchronous form, so the call is synchronous; it is one small write before a network call.</remarks>
internal sealed class JournalWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private readonly Action<JournalRecord>? _appended;
    private string _chain = "";

    /// <param name="directory">The plan directory.</param>
    /// <param name="run">The run's number; its file must not exist.</param>
    /// <param name="time">The clock of the records.</param>
    /// <param name="appended">Called after each record is safe; a test stops the run here as a crash would.</param>
    public JournalWriter(string directory, int run, TimeProvider time, Action<JournalRecord>? appended)
    {
        _time = time;
        _appended = appended;
        _file = new FileStream(Path.Combine(directory, JournalFormat.FileName(run)), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
    }

    public void Append(JournalRecord record)
    {
        var line = JournalFormat.Line(record with { At = _time.GetUtcNow() }, ref _chain);
        _file.Write(Encoding.UTF8.GetBytes(line));
        _file.Flush(flushToDisk: true);
        _appended?.Invoke(record);
    }

    public void Dispose() => _file.Dispose();
}
