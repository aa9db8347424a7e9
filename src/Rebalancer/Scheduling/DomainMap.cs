using System.Collections.Immutable;
using Rebalancer.Topology;

namespace Rebalancer.Scheduling;

/// <summary>Where brokers sit, for the question whether a list is spread worse than another.</summary>
/// <remarks>Immutable, safe to share between threads.</remarks>
public sealed class DomainMap
{
    private readonly Dictionary<int, int[]> _domains = [];
    private readonly int[] _nowhere;

    /// <summary>Takes the brokers in.</summary>
    /// <param name="brokers">Each broker once.</param>
    public DomainMap(IEnumerable<BrokerDomains> brokers)
    {
        ArgumentNullException.ThrowIfNull(brokers);
        var all = brokers.ToList();
        Dimensions = all.Count == 0 ? 0 : all.Max(b => b.Domains.Length);
        _nowhere = Numbers([], new Dictionary<string, int>());
        var numbers = new Dictionary<string, int>();
        foreach (var broker in all)
        {
            _domains.Add(broker.BrokerId, Numbers(broker.Domains, numbers));
        }
    }

    /// <summary>How many dimensions there are.</summary>
    internal int Dimensions { get; }

    /// <summary>The number of a broker's domain in each dimension; -1 where it is not known.</summary>
    internal int[] Of(int broker) => _domains.GetValueOrDefault(broker, _nowhere);

    /// <summary>How brokers are spread in one dimension: the distinct domains and the most brokers in one of them.</summary>
    /// <param name="domains">Their domains, of a handful of brokers.</param>
    /// <param name="dimension">The dimension.</param>
    internal static (int Distinct, int Crowd) Spread(ReadOnlySpan<int[]> domains, int dimension)
    {
        var (distinct, crowd) = (0, 0);
        for (var i = 0; i < domains.Length; i++)
        {
            var domain = domains[i][dimension];
            if (domain < 0)
            {
                continue;
            }

            var count = 1;
            foreach (var before in domains[..i])
            {
                count += before[dimension] == domain ? 1 : 0;
            }

            distinct += count == 1 ? 1 : 0;
            crowd = Math.Max(crowd, count);
        }

        return (distinct, crowd);
    }

    private int[] Numbers(ImmutableArray<string?> domains, Dictionary<string, int> numbers)
    {
        var result = new int[Dimensions];
        Array.Fill(result, -1);
        for (var dimension = 0; dimension < domains.Length; dimension++)
        {
            if (domains[dimension] is { } domain)
            {
                numbers.TryAdd(domain, numbers.Count);
                result[dimension] = numbers[domain];
            }
        }

        return result;
    }
}
