using System.Collections.Immutable;
using Rebalancer.Cluster;

namespace Rebalancer.Verification;

/// <summary>Collects findings: all are counted, the first of each code are told in full.</summary>
internal sealed class FindingList(int perCode)
{
    private readonly Dictionary<(FindingSeverity Severity, string Code), int> _counts = [];
    private readonly List<VerificationFinding> _told = [];

    /// <summary>Adds a finding; <paramref name="text"/> is asked for only where it is told.</summary>
    public void Add(FindingSeverity severity, string code, TopicPartition? topicPartition, Func<string> text)
    {
        var count = _counts.GetValueOrDefault((severity, code)) + 1;
        _counts[(severity, code)] = count;
        if (count <= perCode)
        {
            _told.Add(new VerificationFinding(severity, code, topicPartition, text()));
        }
    }

    /// <summary>How many findings have this severity.</summary>
    public int Count(FindingSeverity severity) => _counts.Sum(c => c.Key.Severity == severity ? c.Value : 0);

    /// <summary>The findings, the worst first, with a sentence for those left out.</summary>
    public ImmutableArray<VerificationFinding> ToImmutable()
    {
        var all = new List<VerificationFinding>(_told);
        foreach (var ((severity, code), count) in _counts)
        {
            if (count > perCode)
            {
                all.Add(new VerificationFinding(severity, code, null, $"{count - perCode} more of this kind."));
            }
        }

        return [.. all.OrderByDescending(f => f.Severity).ThenBy(f => f.Code, StringComparer.Ordinal)];
    }
}
