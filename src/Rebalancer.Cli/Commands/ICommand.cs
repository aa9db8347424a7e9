using Rebalancer.Cli.Options;

namespace Rebalancer.Cli.Commands;

/// <summary>One verb.</summary>
/// <typeparam name="TOptions">Its options.</typeparam>
internal interface ICommand<in TOptions>
    where TOptions : CommandOptions
{
    /// <summary>Runs the verb.</summary>
    /// <returns>An <see cref="Application.ExitCode"/>.</returns>
    /// <exception cref="InputException">Bad usage or input: printed as one line, exit code 2.</exception>
    Task<int> RunAsync(TOptions options, CancellationToken cancellationToken);
}
