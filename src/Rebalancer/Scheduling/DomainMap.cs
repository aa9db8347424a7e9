using System.Collections.Immutable;
using Rebalancer.Topology;

namespace Rebalancer.Scheduling;

/// <summary>Where brokers sit, for the question whether a list is spread worse than another.</summary>
/// <remarks>Immutable, safe to share between threads.</remarks>
public sealed class DomainMap
{
    private readonly Dictionary<int, ImmutableArray<string?>> _domains;
    private readonly int _dimensions;

    /// <summary>Takes the brokers in.</summary>
    /// <param name="brokers">Each broker once.</param>
    public DomainMap(IEnumerable<BrokerDomains> brokers)
    {
        _domains = brokers.ToDictionary(b => b.BrokerId, b => b.Domains);
        _dimensions = _domains.Count == 0 ? 0 : _domains.Values.Max(d => d.Length);
    }

    /// <summary>How a set of live replicas is spread: per dimension the distinct domains and the most replicas in one of them.</summary>
    /// <param name="replicas">The replicas.</param>
    public ImmutableArray<(int Distinct, int Crowd)> Spread(IEnumerable<int> replicas)
    {
        var brokers = replicas.ToArray();
        var result = ImmutableArray.CreateBuilder<(int, int)>(_dimensions);
        for (var dimension = 0; dimension < _dimensions; dimension++)
        {
            Dictionary<string, int> counts = [];
            foreach (var broker in brokers)
            {
                if (_domains.TryGetValue(broker, out var domains) && dimension < domains.Length && domains[dimension] is { } domain)
                {
                    counts[domain] = counts.GetValueOrDefault(domain) + 1;
                }
            }

            result.Add((counts.Count, counts.Count == 0 ? 0 : counts.Values.Max()));
        }

        return result.MoveToImmutable();
    }
}
