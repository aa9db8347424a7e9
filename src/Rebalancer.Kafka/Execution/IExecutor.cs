using Rebalancer.Kafka.Execution.Journal;

namespace Rebalancer.Kafka;

/// <summary>Carries plans out on a cluster, and takes them back. <see cref="Executor"/> does; a test may put another here.</summary>
/// <remarks>
/// Implementations are safe for concurrent use on different plan directories; a directory has a lock. Every command can be killed at any
/// point and called again. Cancelling the token stops submitting and returns <see cref="ExecutionOutcome.Interrupted"/>; what is in flight
/// goes on. What a cluster refuses, and what stays undone, is a result with its reasons, not an exception.
/// </remarks>
public interface IExecutor
{
    /// <summary>
    /// Looks what a command would do; changes nothing and takes no lock, but is refused as the command would be while another has it.
    /// </summary>
    /// <param name="command">What would be done.</param>
    /// <param name="request">The plan and how to carry it out.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="ExecutionCommand.Verify"/> changes nothing and has no preview.</exception>
    /// <exception cref="InputException">An option is out of range, or another command works on the directory.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    /// <exception cref="KafkaClusterException">The cluster cannot be reached.</exception>
    Task<ExecutionPreview> PreviewAsync(
        ExecutionCommand command, ExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Carries the plan out, or goes on with an unfinished run.</summary>
    /// <param name="request">The plan and how to carry it out.</param>
    /// <param name="progress">Told what happens; may be null.</param>
    /// <param name="cancellationToken">Stops submitting.</param>
    /// <exception cref="InputException">An option is out of range, or another command works on the directory.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    /// <exception cref="KafkaClusterException">The cluster cannot be reached before anything was changed.</exception>
    Task<ExecutionReport> ApplyAsync(
        ExecutionRequest request, IProgress<ExecutionEvent>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Returns finished and running moves to the lists before, in their order.</summary>
    /// <inheritdoc cref="ApplyAsync"/>
    Task<ExecutionReport> UndoAsync(
        ExecutionRequest request, IProgress<ExecutionEvent>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Cancels what is in flight; each partition is then at its list before, its list after, or one in between that is as safe.
    /// </summary>
    /// <inheritdoc cref="ApplyAsync"/>
    Task<ExecutionReport> CancelAsync(
        ExecutionRequest request, IProgress<ExecutionEvent>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Gives back every throttle value that the journal says is ours.</summary>
    /// <inheritdoc cref="ApplyAsync"/>
    Task<ExecutionReport> UnthrottleAsync(
        ExecutionRequest request, IProgress<ExecutionEvent>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Compares the cluster with the plan (after an undo: with the lists before) and looks for throttles left behind; changes nothing.
    /// </summary>
    /// <param name="request">The plan.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    /// <exception cref="KafkaClusterException">The cluster cannot be reached.</exception>
    Task<ExecutionReport> VerifyAsync(ExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Where the plan directory and the cluster stand; changes nothing.</summary>
    /// <inheritdoc cref="VerifyAsync"/>
    Task<ExecutionStatus> StatusAsync(ExecutionRequest request, CancellationToken cancellationToken = default);
}
