using System.Runtime.InteropServices;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Context;

WarmUp.Start(args);
Func<string, string?> variable = Environment.GetEnvironmentVariable;

#pragma warning disable RS0030 // The composition root: the one place that touches the process's console.
var standardOutput = new StandardWriter(() => Console.Out, "standard output");
var output = ConsoleFactory.Create(standardOutput, Console.IsOutputRedirected, variable);
var error = ConsoleFactory.Create(new StandardWriter(() => Console.Error, null), Console.IsErrorRedirected, variable);
using var stops = new StopRequests(TimeProvider.System);
Console.CancelKeyPress += (_, e) => e.Cancel = stops.Take();
// A service manager's stop is the same wish: stop submitting, keep the journal, say how to go on.
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = stops.Take());

// So is the end of the session. Where SIGHUP is ignored, as under nohup, the runtime leaves it so.
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
{
    standardOutput.HangUp();
    signal.Cancel = stops.Take();
});
var interactive = !Console.IsInputRedirected && !Console.IsOutputRedirected;
Func<Stream> openInput = Console.OpenStandardInput;
#pragma warning restore RS0030

var context = new CliContext(output, error, TimeProvider.System)
{
    Interactive = interactive,
    OpenStandardInput = openInput,
    Variable = variable,
};
return await new CliApplication(CommandCatalog.All, context).RunAsync(args, stops.Token);
