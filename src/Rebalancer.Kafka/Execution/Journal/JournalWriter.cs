using System.Text;
using Rebalancer.Kafka.Execution.Journal.Format;

namespace Rebalancer.Kafka.Execution.Journal;

/// <summary>Appends records to one run's file; a record is on the disk when <see cref="Append"/> returns.</summary>
/// <remarks>Not safe for concurrent use: one run, one writer. fsync has no asynchronous form, so the call is synchronous; it is one small write before a network call.</remarks>
/// <param name="directory">The plan directory.</param>
/// <param name="run">The run's number; its file must not exist and is created by the first record, so that a refused command leaves none.</param>
/// <param name="time">The clock of the records.</param>
/// <param name="hooks">What a test does with it; null for nobody.</param>
internal sealed class JournalWriter(string directory, int run, TimeProvider time, JournalHooks? hooks) : IDisposable
{
    private FileStream? _file;
    private string _chain = "";

    public void Append(JournalRecord record)
    {
        _file ??= new FileStream(Path.Combine(directory, JournalFormat.FileName(run)), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        var line = JournalFormat.Line(record with { At = time.GetUtcNow() }, ref _chain);
        _file.Write(Encoding.UTF8.GetBytes(line));
        _file.Flush(flushToDisk: hooks?.IsDurable ?? true);
        hooks?.Appended?.Invoke(record);
    }

    public void Dispose() => _file?.Dispose();
}

/// <summary>What a test may change about a journal.</summary>
/// <param name="Appended">Called after each record is written; throwing here stops the run as a crash would.</param>
/// <param name="IsDurable">Whether records are forced to the disk; a test that stops no machine saves the time.</param>
internal sealed record JournalHooks(Action<JournalRecord>? Appended, bool IsDurable);
