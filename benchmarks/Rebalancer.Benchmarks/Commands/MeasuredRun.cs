using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Rebalancer.Benchmarks.Commands;

/// <summary>What one cold process took.</summary>
/// <param name="Wall">From its start to its end.</param>
/// <param name="Processor">User and system time of all its threads.</param>
/// <param name="PeakBytes">The largest resident set; 0 where the system does not tell it.</param>
internal sealed partial record MeasuredRun(TimeSpan Wall, TimeSpan Processor, long PeakBytes)
{
    private const int Children = -1;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs a program with its output thrown away; one at a time, for the system adds up what ended children took.</summary>
    /// <exception cref="InvalidOperationException">The program failed; with what it said.</exception>
    public static MeasuredRun Of(string program, params IEnumerable<string> arguments) => Of(program, Stream.Null, arguments);

    /// <summary>Runs a program; one at a time, for the system adds up what ended children took.</summary>
    /// <param name="program">The program.</param>
    /// <param name="into">Gets its output.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="InvalidOperationException">The program failed; with what it said.</exception>
    public static MeasuredRun Of(string program, Stream into, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var before = ChildrenProcessorTime();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.BaseStream.CopyToAsync(into);
        var error = process.StandardError.ReadToEndAsync();
        var peak = 0L;
        do
        {
            // The kernel keeps the peak, so that only the last milliseconds can be missed.
            peak = Math.Max(peak, PeakOf(process.Id));
        }
        while (!process.WaitForExit(s_look));
        var wall = watch.Elapsed;
        process.WaitForExit();
        Task.WaitAll(output, error);
        return process.ExitCode == 0
            ? new MeasuredRun(wall, ChildrenProcessorTime() - before, peak)
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error.Result}");
    }

    private static long PeakOf(int process)
    {
        try
        {
            const string Name = "VmHWM:";
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[Name.Length..^"kB".Length].Trim(), CultureInfo.InvariantCulture) << 10;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static TimeSpan ChildrenProcessorTime()
    {
        var usage = new long[18];
        return GetResourceUsage(Children, usage) == 0
            ? TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3])
            : throw new InvalidOperationException("getrusage failed");
    }

    // struct rusage on 64-bit Linux: user and system time as seconds and microseconds, then fourteen counts.
    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetResourceUsage(int who, [Out] long[] usage);
}
