using Rebalancer.Cli.Commands;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;


namespace Rebalancer.Cli.Application;

/// <summary>Every verb of the tool. A new verb is an options class, a command class and one line here.</summary>
internal static class CommandCatalog
{
    public static IReadOnlyList<CommandRegistration> All { get; } =
    [
        CommandRegistration.For<PlanCommandOptions>(
            context => new PlanCommand(context),
            new VerbHelp(
                "(--bootstrap-server HOST:PORT | --snapshot FILE | --assignment FILE) [options]",
                [
                    "rebalancer plan --bootstrap-server kafka:9092 --report plan.html --out plan",
                    "rebalancer plan --bootstrap-server kafka:9092 --drain 1003 --out plan",
                ]).TellingChanges()),
        CommandRegistration.For<DescribeCommandOptions>(
            context => new DescribeCommand(context),
            new VerbHelp(
                "(--bootstrap-server HOST:PORT | --snapshot FILE | --assignment FILE) [options]",
                [
                    "rebalancer describe --bootstrap-server kafka:9092",
                    "rebalancer describe --bootstrap-server kafka:9092 --detailed-exit-code",
                ]).TellingChanges()),
        CommandRegistration.For<PlaceCommandOptions>(
            context => new PlaceCommand(context),
            new VerbHelp(
                "(--topic TOPIC (--partitions N --replication-factor R | --add-partitions N) | --topics-file FILE) (--bootstrap-server "
                    + "HOST:PORT | --snapshot FILE | --assignment FILE) [options]",
                [
                    "rebalancer place --topic orders --partitions 12 --replication-factor 3 --bootstrap-server kafka:9092 --out orders",
                    "rebalancer place --topic orders --add-partitions 6 --bootstrap-server kafka:9092 --create",
                ])),
        CommandRegistration.For<AdviseCommandOptions>(
            context => new AdviseCommand(context),
            new VerbHelp(
                "[--add N | --remove N] (--bootstrap-server HOST:PORT | --snapshot FILE | --assignment FILE) [options]",
                [
                    "rebalancer advise --bootstrap-server kafka:9092 --add 3",
                    "rebalancer advise --bootstrap-server kafka:9092 --remove 1",
                ])),
        CommandRegistration.For<SnapshotCommandOptions>(
            context => new SnapshotCommand(context),
            new VerbHelp(
                "--bootstrap-server HOST:PORT --out FILE [options]",
                [
                    "rebalancer snapshot --bootstrap-server kafka:9092 --out cluster.json.gz",
                    "rebalancer snapshot --bootstrap-server kafka:9092 --command-config client.properties --out cluster.json",
                ])),
        CommandRegistration.For<CheckPlanCommandOptions>(
            context => new CheckPlanCommand(context),
            new VerbHelp(
                "--plan FILE|DIR (--bootstrap-server HOST:PORT | --snapshot FILE | --assignment FILE) [options]",
                [
                    "rebalancer check-plan --bootstrap-server kafka:9092 --plan plan",
                    "rebalancer check-plan --snapshot cluster.json --plan reassignment.json",
                ])),
        CommandRegistration.For<ApplyCommandOptions>(
            context => new ApplyCommand(context),
            new VerbHelp(
                "(--plan DIR | --reassignment FILE) --bootstrap-server HOST:PORT [options]",
                [
                    "rebalancer apply --plan plan --bootstrap-server kafka:9092 --throttle 50MB",
                    "rebalancer apply --plan plan --bootstrap-server kafka:9092 --dry-run",
                ]).Resumable()),
        CommandRegistration.For<StatusCommandOptions>(
            context => new StatusCommand(context),
            new VerbHelp(
                "--plan DIR --bootstrap-server HOST:PORT [options]",
                [
                    "rebalancer status --plan plan --bootstrap-server kafka:9092",
                    "rebalancer status --plan plan --bootstrap-server kafka:9092 --json",
                ])),
        CommandRegistration.For<VerifyCommandOptions>(
            context => new VerifyCommand(context),
            new VerbHelp(
                "--plan DIR --bootstrap-server HOST:PORT [options]",
                [
                    "rebalancer verify --plan plan --bootstrap-server kafka:9092",
                    "rebalancer verify --plan plan --bootstrap-server kafka:9092 --report verify.html",
                ])),
        CommandRegistration.For<CancelCommandOptions>(
            context => new CancelCommand(context),
            new VerbHelp(
                "--plan DIR --bootstrap-server HOST:PORT [options]",
                [
                    "rebalancer cancel --plan plan --bootstrap-server kafka:9092",
                    "rebalancer cancel --plan plan --bootstrap-server kafka:9092 --yes",
                ]).Resumable()),
        CommandRegistration.For<UndoCommandOptions>(
            context => new UndoCommand(context),
            new VerbHelp(
                "--plan DIR --bootstrap-server HOST:PORT [options]",
                [
                    "rebalancer undo --plan plan --bootstrap-server kafka:9092 --throttle 50MB",
                    "rebalancer undo --plan plan --bootstrap-server kafka:9092 --dry-run",
                ]).Resumable()),
        CommandRegistration.For<UnthrottleCommandOptions>(
            context => new UnthrottleCommand(context),
            new VerbHelp(
                "--plan DIR --bootstrap-server HOST:PORT [options]",
                [
                    "rebalancer unthrottle --plan plan --bootstrap-server kafka:9092",
                    "rebalancer unthrottle --plan plan --bootstrap-server kafka:9092 --yes",
                ]).Resumable()),
        CommandRegistration.For<DoctorCommandOptions>(
            context => new DoctorCommand(context),
            new VerbHelp(
                "[--bootstrap-server HOST:PORT] [options]",
                [
                    "rebalancer doctor --bootstrap-server kafka:9092",
                    "rebalancer doctor --bootstrap-server kafka:9092 --command-config client.properties",
                ])),
        CommandRegistration.For<DemoCommandOptions>(
            context => new DemoCommand(context),
            new VerbHelp(
                "[options]",
                [
                    "rebalancer demo",
                    "rebalancer demo --report demo.html --keep demo",
                ])),
        CommandRegistration.For<CompletionCommandOptions>(
            context => new CompletionCommand(context, [.. All!.Select(c => VerbDescription.Of(c.OptionsType))]),
            new VerbHelp(
                "bash|zsh|fish|pwsh",
                [
                    "source <(rebalancer completion bash)",
                    "rebalancer completion zsh > ~/.zfunc/_rebalancer",
                ])),
    ];
}

/// <summary>Ties a verb's options class to its command.</summary>
/// <param name="OptionsType">The class with the <c>[Verb]</c> attribute.</param>
/// <param name="RunAsync">Makes the command and runs it.</param>
/// <param name="Help">What its help says beside the options.</param>
internal sealed record CommandRegistration(
    Type OptionsType, Func<CliContext, CommandOptions, CancellationToken, Task<int>> RunAsync, VerbHelp Help)
{
    public static CommandRegistration For<TOptions>(Func<CliContext, ICommand<TOptions>> create, VerbHelp help)
        where TOptions : CommandOptions =>
        new(typeof(TOptions), (context, options, cancellationToken) => create(context).RunAsync((TOptions)options, cancellationToken),
            help);
}
