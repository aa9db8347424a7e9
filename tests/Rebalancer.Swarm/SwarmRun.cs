using System.Diagnostics;
using Rebalancer.Swarm.Execution;
using Rebalancer.Swarm.Planning;

namespace Rebalancer.Swarm;

/// <summary>Runs seeds one after the other and tells what was found; each finding with the command that replays it.</summary>
internal static class SwarmRun
{
    /// <returns>0 without a finding, 1 with one.</returns>
    public static int Start(SwarmArguments arguments, TextWriter output)
    {
        var watch = Stopwatch.StartNew();
        ulong seeds = 0, failed = 0;
        for (var seed = arguments.First; seed <= arguments.Last && (arguments.Time is null || watch.Elapsed < arguments.Time); seed++)
        {
            var findings = Run(arguments.Swarm, seed, arguments.IsReplay ? output : TextWriter.Null);
            seeds++;
            if (findings.Count > 0)
            {
                failed++;
                foreach (var finding in findings)
                {
                    output.WriteLine($"seed {seed}: {finding}");
                }

                output.WriteLine($"  replay: dotnet run --project tests/Rebalancer.Swarm -c Release -- {arguments.Swarm} --seed {seed}");
            }

            if (seed == ulong.MaxValue)
            {
                break;
            }
        }

        var seconds = watch.Elapsed.TotalSeconds;
        output.WriteLine($"{arguments.Swarm}: {seeds} seeds from {arguments.First}, {failed} with findings, {seconds:0} s");
        return failed == 0 ? 0 : 1;
    }

    // A seed is a whole world of its own: what happens in it depends on nothing else.
    private static IReadOnlyCollection<string> Run(string swarm, ulong seed, TextWriter trace)
    {
        if (swarm == "planning")
        {
            return new PlanningWorld(seed, trace).Run();
        }

        using var world = new ExecutionWorld(seed, trace);
        return world.Run();
    }
}
