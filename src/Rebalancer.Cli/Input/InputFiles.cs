using System.Collections.Immutable;
using Rebalancer.Cli.Context;
using Rebalancer.Files.Input;
using Rebalancer.Plans;

namespace Rebalancer.Cli.Input;

/// <summary>
/// Opens the files that a command's options name, <c>-</c> being standard input, and keeps what the manifest says of them.
/// </summary>
internal sealed class InputFiles(CliContext context)
{
    private const string StandardInput = "-";

    // The cluster first, whatever was read first.
    private static readonly string[] s_order = ["snapshot", "assignment", "live", "topology", "brokers-file", "log-dirs", "topics-file",
        "replication-factors", "topic-brokers", "plan"];

    private readonly List<PlanInput> _inputs = [];

    /// <summary>What was read so far, by name and the SHA-256 of the very bytes that were read.</summary>
    public ImmutableArray<PlanInput> Inputs => [.. _inputs.OrderBy(input => Array.IndexOf(s_order, input.Kind))];

    /// <summary>Says early that standard input can be read once only.</summary>
    /// <param name="options">The options that name files, with their values.</param>
    /// <exception cref="InputException">Two of them name it.</exception>
    public static void RequireOneStandardInput(IEnumerable<(string Option, string? File)> options)
    {
        string[] given = [.. options.Where(o => o.File == StandardInput).Select(o => o.Option)];
        if (given.Length > 1)
        {
            throw new InputException(
                $"{string.Join(" and ", given)} name '-', but standard input can be read once only; give all but one of them a file");
        }
    }

    /// <summary>What messages call a file that an option names.</summary>
    public static string NameOf(string path) => path == StandardInput ? "standard input" : InputText.OneLine(path);

    /// <summary>Adds an input that is no file.</summary>
    public void Add(PlanInput input) => _inputs.Add(input);

    /// <summary>Reads a file; a cancellation ends the wait for a pipe that nobody writes to.</summary>
    /// <param name="option">The option, such as <c>--snapshot</c>.</param>
    /// <param name="path">The file, or <c>-</c>.</param>
    /// <param name="read">The reader.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InputException">The file cannot be used.</exception>
    public async Task<T> ReadAsync<T>(string option, string path, Func<InputFile, T> read, CancellationToken cancellationToken)
    {
        // Readers are synchronous: parsing is bound by the processor.
        var (value, digest) = await Task.Run(() => Named(option, () => Read(path, read)), CancellationToken.None)
            .WaitAsync(cancellationToken);
        _inputs.Add(new PlanInput(option.TrimStart('-'), path == StandardInput ? "standard input" : Path.GetFileName(path), digest));
        return value;
    }

    /// <summary>Reads what an option names: a file that is not there or may not be read is told with the option.</summary>
    /// <param name="option">The option.</param>
    /// <param name="read">Reads it; names the file in its messages.</param>
    public static T Named<T>(string option, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InputException e) when (e.InnerException is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{option} {e.Message}", e.InnerException);
        }
    }

    private (T Value, string Digest) Read<T>(string path, Func<InputFile, T> read)
    {
        using var file = path == StandardInput
            ? InputFile.From(context.OpenStandardInput(), NameOf(path), digest: true) : InputFile.Open(path, digest: true);
        return (read(file), file.ReadDigest());
    }
}
