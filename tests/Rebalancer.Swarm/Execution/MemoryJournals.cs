using System.Collections.Immutable;
using System.Text;
using Rebalancer.Kafka.Execution.Journal.Store;

namespace Rebalancer.Swarm.Execution;

/// <summary>The journals of one plan directory, in memory: what a disk would hold, a torn last line too.</summary>
internal sealed class MemoryJournals : IJournalStore
{
    private readonly SortedDictionary<int, StringBuilder> _runs = [];

    public Task<ImmutableArray<StoredRun>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<StoredRun>>([.. _runs.Select(r => new StoredRun(r.Key, $"journal {r.Key}", r.Value.ToString()))]);

    public ValueTask AppendAsync(int run, string line)
    {
        if (!_runs.TryGetValue(run, out var lines))
        {
            _runs[run] = lines = new StringBuilder();
        }

        lines.Append(line);
        return ValueTask.CompletedTask;
    }

    /// <summary>Cuts the last line of the last run off in its middle, as a power cut may.</summary>
    public void Tear()
    {
        if (_runs.Count > 0 && _runs.Values.Last() is { Length: > 8 } lines)
        {
            lines.Length -= 7;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
