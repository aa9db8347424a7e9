using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Rebalancer.Distribution.Tests;

/// <summary>A program run to its end.</summary>
internal sealed record ProcessRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a program.</summary>
    /// <param name="commandLine">The program and its arguments.</param>
    /// <param name="directory">Its working directory.</param>
    /// <param name="environment">Its whole environment; null leaves it this process's.</param>
    public static async Task<ProcessRun> Of(
        IEnumerable<string> commandLine, string directory, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(commandLine.First(), commandLine.Skip(1))
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }
        }

        using var process = Process.Start(start).ShouldNotBeNull();
        process.StandardInput.Close();
        var cancellationToken = TestContext.Current.CancellationToken;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        return new(process.ExitCode, await output, await error);
    }

    /// <summary>The run, which must have ended well.</summary>
    public ProcessRun ShouldSucceed()
    {
        ExitCode.ShouldBe(0, $"{Output}\n{Error}");
        return this;
    }
}
