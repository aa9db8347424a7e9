using Rebalancer.Cli.Options;
using Spectre.Console;

namespace Rebalancer.Cli.Application;

/// <summary>What <c>--color</c> says of the consoles.</summary>
internal static class ConsoleColors
{
    /// <param name="when">The option's value.</param>
    /// <param name="consoles">The consoles.</param>
    /// <exception cref="InputException">The value is not one of the option's words.</exception>
    public static void Apply(string when, params ReadOnlySpan<IAnsiConsole> consoles)
    {
        if (Choice.Parse<bool?>("--color", when, ("auto", null), ("always", true), ("never", false)) is not { } colored)
        {
            return;
        }

        foreach (var console in consoles)
        {
            var capabilities = console.Profile.Capabilities;
            if (!colored)
            {
                capabilities.ColorSystem = ColorSystem.NoColors;
            }
            else if (!capabilities.Ansi || capabilities.ColorSystem == ColorSystem.NoColors)
            {
                capabilities.Ansi = true;
                capabilities.ColorSystem = ColorSystem.Standard;
            }
        }
    }
}
