using System.Text;
using Rebalancer.Kafka.Execution.Journal.Format;

namespace Rebalancer.Kafka.Execution.Journal;

/// <summary>Reads all runs of a plan directory back into one state.</summary>
internal static class JournalReader
{
    /// <summary>Reads the journals of a directory.</summary>
    /// <param name="directory">The plan directory.</param>
    /// <param name="fingerprint">The plan that they must belong to.</param>
    /// <exception cref="JournalException">A file was changed, is of a newer version, or belongs to another plan.</exception>
    public static JournalState Read(string directory, string fingerprint)
    {
        var state = new JournalState();
        foreach (var (run, path) in JournalFormat.Files(directory))
        {
            state.BeginFile(run);
            foreach (var record in ReadFile(path))
            {
                if (record is RunStarted started)
                {
                    Check(started, path, fingerprint);
                }

                state.Apply(record);
            }
        }

        return state;
    }

    private static IEnumerable<JournalRecord> ReadFile(string path)
    {
        var text = ReadAll(path);
        var chain = "";
        var start = 0;
        var number = 0;
        while (start < text.Length)
        {
            number++;
            var end = text.IndexOf('\n', start);
            var record = end < 0 ? null : JournalFormat.Parse(text[start..end], ref chain);
            if (record is null)
            {
                // A crash can tear the line that was being written, never one before it.
                if (end < 0 || end == text.Length - 1)
                {
                    yield break;
                }

                throw new JournalException($"Line {number} of {path} is damaged: its checksum does not fit. Perhaps the file was edited; restore it from a copy.");
            }

            yield return record;
            start = end + 1;
        }
    }

    // A running apply holds the file open for writing, so its readers must share it with a writer.
    private static string ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static void Check(RunStarted started, string path, string fingerprint)
    {
        if (started.Version != JournalFormat.CurrentVersion)
        {
            throw new JournalException($"{path} is of version {started.Version}; this tool reads version {JournalFormat.CurrentVersion}. Perhaps a newer tool wrote it.");
        }

        if (started.Fingerprint != fingerprint)
        {
            throw new JournalException($"{path} belongs to the plan {started.Fingerprint}, the directory holds {fingerprint}. Perhaps the plan was made anew; use a new directory for it.");
        }
    }
}
