using Rebalancer.Kafka.Admin;
using Rebalancer.Reports;

namespace Rebalancer.Kafka.Execution.State;

/// <summary>
/// Asks single brokers, all at once, and lets none of them hold the run up: one that died or is frozen is named as live for seconds, and a
/// request to it takes its whole time limit.
/// </summary>
/// <remarks>
/// A broker that owes an answer is not asked again, nor waited for, until that request has ended. Who does not answer tells nothing: its
/// values are not known. Only for what changes nothing. Not safe for concurrent use.
/// </remarks>
/// <param name="time">The clock.</param>
/// <param name="takesLate">Whether an answer that came after its time is taken by the next read, instead of asking anew.</param>
internal sealed class BrokerReads<TAnswer>(TimeProvider time, bool takesLate)
{
    /// <summary>How long brokers are waited for.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly Dictionary<int, Task<TAnswer>> _owed = [];

    /// <summary>Why a broker that owes an answer cannot be read.</summary>
    public static KafkaError NoAnswer { get; } = new(KafkaErrorCode.RequestTimedOut, $"no answer in {Quantity.Duration(Limit)}");

    /// <summary>Whether a broker owes an answer.</summary>
    public bool IsSilent(int broker) => _owed.TryGetValue(broker, out var owed) && !owed.IsCompleted;

    /// <summary>The answers of those that answer in time.</summary>
    /// <param name="brokers">Brokers that are up as far as is known, each once.</param>
    /// <param name="ask">Asks one of them.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Dictionary<int, TAnswer>> AskAsync(
        IEnumerable<int> brokers, Func<int, CancellationToken, Task<TAnswer>> ask, CancellationToken cancellationToken)
    {
        Dictionary<int, Task<TAnswer>> asked = [];
        foreach (var broker in brokers.Where(b => !IsSilent(b)))
        {
            asked[broker] = _owed.Remove(broker, out var late) && takesLate && late.IsCompletedSuccessfully
                ? late
                : ask(broker, cancellationToken);
        }

        try
        {
            await Task.WhenAll(asked.Values).WaitAsync(Limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // those that have answered will do
        }

        Dictionary<int, TAnswer> answers = [];
        foreach (var (broker, answer) in asked)
        {
            if (answer.IsCompleted)
            {
                answers[broker] = await answer.ConfigureAwait(false);
            }
            else
            {
                _owed[broker] = answer;
                LateAnswers.Ignore(answer);
            }
        }

        return answers;
    }
}
