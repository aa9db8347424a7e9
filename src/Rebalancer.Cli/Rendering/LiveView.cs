using Rebalancer.Kafka;
using Rebalancer.Kafka.Execution.Reports;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Rebalancer.Cli.Rendering;

/// <summary>What a terminal shows of a run at one moment: how far it is, what takes longest, what was said last, how to go on.</summary>
internal static class LiveView
{
    /// <param name="progress">How far it is; null before the first look.</param>
    /// <param name="notes">What was said last, oldest first.</param>
    /// <param name="resume">The command that goes on; null where none does.</param>
    public static Rows Draw(RunProgress? progress, IEnumerable<string> notes, string? resume)
    {
        List<IRenderable> rows = [];
        if (progress is not null)
        {
            rows.Add(new Text(ExecutionProgress.Summary(progress)));
            if (!progress.Slowest.IsEmpty)
            {
                rows.Add(new RuledTable(ExecutionReportLayout.InFlight(progress.Slowest)));
            }
        }

        rows.AddRange(notes.Select(n => new Text(n)));
        rows.Add(new StopLine(resume));
        return new Rows(rows);
    }

    /// <summary>How to stop, and the command that goes on if it fits the line: one that is broken over two cannot be copied.</summary>
    private sealed class StopLine(string? resume) : Renderable
    {
        private const string Stops = "Ctrl-C stops";

        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
        {
            var whole = Stops + (resume is null ? "" : $"; go on with: {resume}");
            var text = new Segment(whole).CellCount() <= maxWidth ? whole : $"{Stops}, and prints the command to resume with";
            return ((IRenderable)new Text(text, new Style(decoration: Decoration.Dim))).Render(options, maxWidth);
        }
    }
}
