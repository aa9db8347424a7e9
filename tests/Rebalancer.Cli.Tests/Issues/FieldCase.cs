using System.Text.Json;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>A case that an operator met: its files, and the commands run on them.</summary>
public abstract class FieldCase : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    public void Dispose()
    {
        _files.Dispose();
        GC.SuppressFinalize(this);
    }

    protected string Write(string name, string content) => _files.Write(name, content);

    protected string File(string name) => _files.File(name);

    /// <summary>Runs a command that must succeed; its output on one line, so that a sentence is found whatever the width.</summary>
    private protected async Task<string> Succeed(params string[] arguments)
    {
        var run = await CliRun.In(_files.Path, 400, arguments);
        run.ExitCode.ShouldBe(0, run.Error + run.Output);
        run.Error.ShouldBeEmpty();
        return run.Output;
    }

    private protected async Task<string> Fail(int exitCode, params string[] arguments)
    {
        var run = await CliRun.In(_files.Path, 400, arguments);
        run.ExitCode.ShouldBe(exitCode, run.Error + run.Output);
        return run.Error + run.Output;
    }

    private protected async Task<JsonElement> Json(params string[] arguments) =>
        JsonDocument.Parse(await Succeed([.. arguments, "--json"])).RootElement;

    private protected static string[] Notes(JsonElement report) =>
        [.. report.GetProperty("notes").EnumerateArray()
            .Select(n => $"{n.GetProperty("kind").GetString()}: {n.GetProperty("text").GetString()}")];
}
