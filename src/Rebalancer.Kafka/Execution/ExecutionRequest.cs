using Rebalancer.Plans;

namespace Rebalancer.Kafka;

/// <summary>What the executor is asked: a plan, the directory that holds its journal, and how to carry it out.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Directory">The plan directory: journal, lock and report are written there. It must exist.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Options">How to carry it out.</param>
public sealed record ExecutionRequest(string Directory, PlanManifest Plan, ExecutionOptions Options)
{
    /// <summary>
    /// The directory's lock where the caller holds it already, such as since before it asked somebody; null: then the executor takes it. It
    /// stays the caller's.
    /// </summary>
    public PlanLock? Lock { get; init; }

    /// <summary>
    /// Where the brokers sit, or null: then the domains that the plan names are taken, and the live brokers' racks where it names none.
    /// </summary>
    public RackTopology? Topology { get; init; }

    /// <summary>
    /// What the plan itself allows: a plan of this tool changes a replication factor only because a person asked for it, and taking it back
    /// is asked for as well.
    /// </summary>
    internal ExecutionRequest WithWhatThePlanAllows(ExecutionCommand command) =>
        Plan.Options is not null || command == ExecutionCommand.Undo
            ? this with { Options = Options with { AllowReplicationFactorChange = true } }
            : this;
}
