using System.ComponentModel;
using System.Diagnostics;
using Rebalancer.Cli.Context;
using Rebalancer.TestKit;
using Shouldly;

namespace Rebalancer.Cli.Tests.Application;

/// <summary>The completion scripts, in the real shells where they are installed.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("pl", "place plan")]
    [InlineData("plan --drai", "--drain")]
    [InlineData("plan --snapshot clu", "cluster one.json cluster.json")]
    [InlineData("plan --aim re", "repair")]
    [InlineData("plan --aim ", "balance leaders repair")]
    [InlineData("plan --max-moves ", "")]
    [InlineData("completion z", "zsh")]
    [InlineData("xyzzy --", "")]
    public async Task Bash_Completes(string line, string expected)
    {
        await WriteAsync("bash");
        var words = line.Split(' ');

        var output = await RunAsync("bash", "--norc", "-c",
            $"source ./script; COMP_WORDS=(rebalancer {string.Join(' ', words.Select(w => $"'{w}'"))}); COMP_CWORD={words.Length}; "
                + "_rebalancer; printf '%s\\n' \"${COMPREPLY[@]}\"");

        Words(output).ShouldBe(expected);
    }

    [Theory]
    [InlineData("pl", "place plan")]
    [InlineData("plan --drai", "--drain")]
    [InlineData("plan --snapshot clu", "files")]
    [InlineData("plan --aim ", "balance leaders repair")]
    [InlineData("plan --max-moves ", "")]
    [InlineData("completion z", "zsh")]
    public async Task Zsh_Completes(string line, string expected)
    {
        await WriteAsync("zsh");
        var words = line.Split(' ');

        // Outside its line editor zsh adds no matches: what the script hands to it is printed in its place, and matched as it would be.
        var output = await RunAsync("zsh", "-f", "-c",
            $"compdef() {{ : }}; _files() {{ print files }}; _message() {{ : }}; prefix='{words[^1]}'; "
                + "compadd() { shift; print -l -- ${(M)@:#$prefix*} }; source ./script; "
                + $"words=(rebalancer {string.Join(' ', words.Select(w => $"'{w}'"))}); CURRENT={words.Length + 1}; _rebalancer");

        Words(output).ShouldBe(expected);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Completion_OfAnyShell_KnowsVerbsAndOptions(string shell)
    {
        var run = await CliRun.Of("completion", shell);

        run.ExitCode.ShouldBe(ExitCode.Success);
        run.Output.ShouldContain("unthrottle");
        run.Output.ShouldContain("exclude-topic-regex");
    }

    private async Task WriteAsync(string shell)
    {
        _files.Write("script", (await CliRun.Of("completion", shell)).Output);
        _files.Write("cluster.json", "");
        _files.Write("cluster one.json", "");
    }

    private static string Words(string output) =>
        string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

    private async Task<string> RunAsync(string shell, params string[] arguments)
    {
        var start = new ProcessStartInfo(shell, arguments)
        {
            WorkingDirectory = _files.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{shell} is not installed: its completion was not tested.");
            return "";
        }

        using (process)
        {
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            (await error).ShouldBeEmpty();
            return output;
        }
    }
}
