using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Input;
using Rebalancer.Cli.Options;
using Rebalancer.Cli.Rendering;
using Rebalancer.Kafka.Diagnosis;
using Rebalancer.Planning.Search;
using Rebalancer.Plans;
using Rebalancer.Reports.Layout;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer doctor</c>: what works on this machine, and with a cluster.</summary>
internal sealed class DoctorCommand(CliContext context) : ICommand<DoctorCommandOptions>
{
    public async Task<int> RunAsync(DoctorCommandOptions options, CancellationToken cancellationToken)
    {
        if (options.CommandConfig is not null && options.BootstrapServer is null)
        {
            throw new InputException("--command-config is for a live cluster; add --bootstrap-server");
        }

        var items = ImmutableArray.CreateBuilder<DiagnosisItem>();
        items.Add(new("tool", "This tool", DiagnosisOutcome.Works,
            $"rebalancer {ProductVersion.Tool}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}"));
        items.Add(Solver());
        items.Add(NativeKafkaClient.Look());
        if (options.BootstrapServer is not null)
        {
            await using var admin = LiveCluster.Connect(options, context);
            items.AddRange(await ClusterDiagnosis.LookAsync(admin, cancellationToken));
        }

        var found = items.ToImmutable();
        if (options.Json)
        {
            context.WriteJson(stream => Write(stream, found));
        }
        else
        {
            new ReportRenderer(context.Output).Render(Arrange(found, options.BootstrapServer));
        }

        return found.Any(i => i.Outcome == DiagnosisOutcome.Fails) ? ExitCode.Failed : ExitCode.Success;
    }

    private static DiagnosisItem Solver()
    {
        var problem = NativeSolver.FindProblem();
        return new(
            "solver", "Native solver (OR-Tools)", problem is null ? DiagnosisOutcome.Works : DiagnosisOutcome.Fails,
            problem ?? $"version {SolverVersion.OrTools}, solves a tiny problem with CP-SAT and with GLOP");
    }

    private static ReportDocument Arrange(ImmutableArray<DiagnosisItem> items, string? bootstrapServer)
    {
        var failing = items.Count(i => i.Outcome == DiagnosisOutcome.Fails);
        var verdict = failing > 0 ? $"{failing} of {items.Length} {(failing == 1 ? "does" : "do")} not work."
            : items.Any(i => i.Outcome == DiagnosisOutcome.Unknown) ? "No problem was found, but not everything could be checked."
            : "Everything checked works.";
        return new(
            "Doctor",
            [verdict, .. bootstrapServer is null
                ? ["No cluster was checked; --bootstrap-server HOST:PORT names one."]
                : ImmutableArray<string>.Empty],
            [new(
                "Checks",
                [new(""), new(""), new("")],
                [.. items.Select(i => ImmutableArray.Create(Word(i.Outcome), i.Title, i.Detail))])],
            []);
    }

    private static string Word(DiagnosisOutcome outcome) => outcome switch
    {
        DiagnosisOutcome.Works => "works",
        DiagnosisOutcome.Fails => "FAILS",
        _ => "unknown",
    };

    private static void Write(Stream stream, ImmutableArray<DiagnosisItem> items)
    {
        var manner = new JsonWriterOptions
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var writer = new Utf8JsonWriter(stream, manner))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", 1);
            writer.WriteStartArray("items");
            foreach (var item in items)
            {
                writer.WriteStartObject();
                writer.WriteString("name", item.Name);
                writer.WriteString("title", item.Title);
                writer.WriteString("outcome", JsonNamingPolicy.CamelCase.ConvertName(item.Outcome.ToString()));
                writer.WriteString("detail", item.Detail);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }
}
