using Rebalancer.Cli.Context;
using Rebalancer.Reports;

namespace Rebalancer.Cli.Rendering;

/// <summary>Ends a report with the command to type next, unwrapped, so that it can be copied.</summary>
internal static class NextCommands
{
    public static void Write(CliContext context, NextSteps next)
    {
        if (next.Commands.FirstOrDefault() is { } command)
        {
            context.WriteLine("");
            context.WriteLine($"{command.Purpose}:");
            context.WriteRawLine($"  {command.Line}");
        }
    }
}
