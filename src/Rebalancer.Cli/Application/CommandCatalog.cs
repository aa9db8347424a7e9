using Rebalancer.Cli.Commands;
using Rebalancer.Cli.Context;
using Rebalancer.Cli.Options;


namespace Rebalancer.Cli.Application;

/// <summary>Every verb of the tool. A new verb is an options class, a command class and one line here.</summary>
internal static class CommandCatalog
{
    public static IReadOnlyList<CommandRegistration> All { get; } =
    [
        CommandRegistration.For<PlanCommandOptions>(context => new PlanCommand(context)),
        CommandRegistration.For<DescribeCommandOptions>(context => new DescribeCommand(context)),
        CommandRegistration.For<PlaceCommandOptions>(context => new PlaceCommand(context)),
        CommandRegistration.For<AdviseCommandOptions>(context => new AdviseCommand(context)),
        CommandRegistration.For<SnapshotCommandOptions>(context => new SnapshotCommand(context)),
        CommandRegistration.For<CheckPlanCommandOptions>(context => new CheckPlanCommand(context)),
        CommandRegistration.For<ApplyCommandOptions>(context => new ApplyCommand(context)),
        CommandRegistration.For<StatusCommandOptions>(context => new StatusCommand(context)),
        CommandRegistration.For<VerifyCommandOptions>(context => new VerifyCommand(context)),
        CommandRegistration.For<CancelCommandOptions>(context => new CancelCommand(context)),
        CommandRegistration.For<UndoCommandOptions>(context => new UndoCommand(context)),
        CommandRegistration.For<UnthrottleCommandOptions>(context => new UnthrottleCommand(context)),
        CommandRegistration.For<DoctorCommandOptions>(context => new DoctorCommand(context)),
        CommandRegistration.For<DemoCommandOptions>(context => new DemoCommand(context)),
    ];
}

/// <summary>Ties a verb's options class to its command.</summary>
/// <param name="OptionsType">The class with the <c>[Verb]</c> attribute.</param>
/// <param name="RunAsync">Makes the command and runs it.</param>
internal sealed record CommandRegistration(Type OptionsType, Func<CliContext, CommandOptions, CancellationToken, Task<int>> RunAsync)
{
    public static CommandRegistration For<TOptions>(Func<CliContext, ICommand<TOptions>> create)
        where TOptions : CommandOptions =>
        new(typeof(TOptions), (context, options, cancellationToken) => create(context).RunAsync((TOptions)options, cancellationToken));
}
