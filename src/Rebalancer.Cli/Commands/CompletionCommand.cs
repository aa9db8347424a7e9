using System.Collections.Immutable;
using Rebalancer.Cli.Completion;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer completion SHELL</c>: the script of a shell, on stdout.</summary>
internal sealed class CompletionCommand(CliContext context, ImmutableArray<VerbDescription> verbs) : ICommand<CompletionCommandOptions>
{
    public Task<int> RunAsync(CompletionCommandOptions options, CancellationToken cancellationToken)
    {
        var script = new CompletionScript(verbs);
        var shell = options.Unexpected.FirstOrDefault()
            ?? throw new InputException($"no shell given; use one of {string.Join(", ", CompletionCommandOptions.Shells)}");
        context.RawOutput.Write(Choice.Parse<Func<string>>(
            "completion", shell, ("bash", script.Bash), ("zsh", script.Zsh), ("fish", script.Fish), ("pwsh", script.PowerShell))());
        return Task.FromResult(ExitCode.Success);
    }
}
