using System.Text;
using Spectre.Console;

namespace Rebalancer.Cli.Rendering;

/// <summary>Asks a person at a terminal for a yes; everything but a clear yes is a no.</summary>
internal static class Confirmation
{
    private const char EndOfInput = '\x04';
    private const int MostQuestions = 10;

    /// <summary>
    /// Whether the answer is <c>y</c> or <c>yes</c>. Enter alone, the end of the input and a stop are a no; other words are asked again.
    /// </summary>
    public static async Task<bool> AskAsync(IAnsiConsole console, string question, CancellationToken cancellationToken)
    {
        for (var asked = 0; asked < MostQuestions; asked++)
        {
            console.Markup($"{Markup.Escape(question)} [blue][[y/n]][/] [green](n)[/]: ");
            var answer = await LineAsync(console, cancellationToken);
            console.WriteLine();
            switch (answer?.Trim().ToUpperInvariant())
            {
                case "Y" or "YES":
                    return true;
                case null or "" or "N" or "NO":
                    return false;
                default:
                    console.WriteLine("Please answer y or n.");
                    break;
            }
        }

        return false;
    }

    /// <summary>The line that is typed, or null where the input ends or the token stops the question.</summary>
    private static async Task<string?> LineAsync(IAnsiConsole console, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (!cancellationToken.IsCancellationRequested)
        {
            ConsoleKeyInfo? read;
            try
            {
                read = await console.Input.ReadKeyAsync(intercept: true, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            switch (read)
            {
                case null or { KeyChar: EndOfInput } or { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control }:
                    return null;
                case { Key: ConsoleKey.Enter }:
                    return line.ToString();
                case { Key: ConsoleKey.Backspace } when line.Length > 0:
                    line.Length--;
                    console.Write("\b \b");
                    break;
                case { KeyChar: var typed } when !char.IsControl(typed):
                    line.Append(typed);
                    console.Write(typed.ToString());
                    break;
            }
        }

        return null;
    }
}
