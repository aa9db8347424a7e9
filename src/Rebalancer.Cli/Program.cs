using System.Runtime.InteropServices;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;

#pragma warning disable RS0030 // The composition root: the one place that touches the process's console.
var output = ConsoleFactory.Create(Console.Out, Console.IsOutputRedirected);
var error = ConsoleFactory.Create(Console.Error, Console.IsErrorRedirected);
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    // The first Ctrl-C asks the command to stop; a second one ends the process at once.
    e.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};
// A service manager's stop is the same wish: stop submitting, keep the journal, say how to go on.
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
});
var interactive = !Console.IsInputRedirected && !Console.IsOutputRedirected;
Func<Stream> openInput = Console.OpenStandardInput;
#pragma warning restore RS0030

var context = new CliContext(output, error, TimeProvider.System)
{
    Interactive = interactive,
    OpenStandardInput = openInput,
    Variable = Environment.GetEnvironmentVariable,
};
return await new CliApplication(CommandCatalog.All, context).RunAsync(args, cancellation.Token);
