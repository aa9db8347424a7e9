using System.Diagnostics;
using System.Text;

namespace Rebalancer.KafkaIntegration.Tests.Clusters;

/// <summary>What a command printed.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output, or a failed test that shows both streams.</summary>
    public string EnsureSuccess(string what) =>
        ExitCode == 0 ? Output : throw new InvalidOperationException($"{what} ended with {ExitCode}:\n{Output}\n{Error}");
}

/// <summary>Runs a command to its end.</summary>
public static class Command
{
    /// <summary>
    /// Runs it; after the time limit the command and its children are ended, and the exception tells what was printed so far.
    /// </summary>
    public static async Task<CommandResult> RunAsync(
        IReadOnlyList<string> commandLine,
        TimeSpan timeout,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var process = RunningCommand.Start(commandLine, environment);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            var exitCode = await process.WaitForExitAsync(limit.Token);
            return new CommandResult(exitCode, process.Output, process.Error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{string.Join(' ', commandLine)} did not end in {timeout}:\n{process.Output}\n{process.Error}");
        }
    }
}

/// <summary>
/// A command that runs on, such as a verifiable producer: its lines are kept as they come. Disposing ends it and its children.
/// </summary>
public sealed class RunningCommand : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _read;
    private bool _disposed;

    private RunningCommand(Process process)
    {
        _process = process;
        _read = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _error));
    }

    /// <summary>The command's process id.</summary>
    public int Id => _process.Id;

    /// <summary>Standard output so far.</summary>
    public string Output => Text(_output);

    /// <summary>Standard error so far.</summary>
    public string Error => Text(_error);

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts it; standard input is empty.</summary>
    public static RunningCommand Start(IReadOnlyList<string> commandLine, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(
            commandLine[0],
            commandLine.Skip(1))
        { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{commandLine[0]} did not start");
        process.StandardInput.Close();
        return new RunningCommand(process);
    }

    /// <summary>Waits for its end and for the last of its output.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _read.WaitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Sends a signal, such as INT, to the process alone.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancellationToken) =>
        await Command.RunAsync(
            ["kill", $"-{signal}", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            TimeSpan.FromMinutes(1),
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder target)
    {
        var buffer = new char[4096];
        int count;
        while ((count = await reader.ReadAsync(buffer)) > 0)
        {
            lock (target)
            {
                target.Append(buffer, 0, count);
            }
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
