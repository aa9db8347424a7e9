using System.Diagnostics;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>Waits on conditions of a cluster. The limit is for a broken cluster, not for a slow machine.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks again and again until the answer satisfies; then returns it.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> satisfies, string what)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (satisfies(answer))
            {
                return answer;
            }

            if (watch.Elapsed > s_limit)
            {
                throw new TimeoutException($"{what} did not come true in {s_limit}; the last answer was {answer}");
            }

            await Task.Delay(s_pause, TestContext.Current.CancellationToken);
        }
    }
}
