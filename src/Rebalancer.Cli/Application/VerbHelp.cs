using System.Collections.Immutable;
using Rebalancer.Cli.Context;

namespace Rebalancer.Cli.Application;

/// <summary>What the help of a verb says beside its options.</summary>
/// <param name="Usage">What follows the verb in the usage line.</param>
/// <param name="Examples">Two command lines.</param>
internal sealed record VerbHelp(string Usage, ImmutableArray<string> Examples)
{
    /// <summary>The exit codes that the verb has.</summary>
    public ImmutableArray<int> ExitCodes { get; init; } = [ExitCode.Success, ExitCode.Failed, ExitCode.BadInput];

    /// <summary>The same for a verb that tells by its exit code whether changes are needed.</summary>
    public VerbHelp TellingChanges() => this with { ExitCodes = ExitCodes.Add(ExitCode.ChangesNeeded) };

    /// <summary>The same for a verb that can be interrupted and resumed.</summary>
    public VerbHelp Resumable() => this with { ExitCodes = ExitCodes.Add(ExitCode.Interrupted) };
}
