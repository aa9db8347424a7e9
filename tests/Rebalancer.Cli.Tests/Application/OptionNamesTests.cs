using System.Reflection;
using System.Text.RegularExpressions;
using CommandLine;
using Rebalancer.Cli.Application;
using Rebalancer.Cli.Options;
using Rebalancer.Kafka;
using Shouldly;
using Xunit;

namespace Rebalancer.Cli.Tests.Application;

public sealed class OptionNamesTests
{
    [Theory]
    [InlineData("MaxMovesIn is 0; it must be at least 1.", "--max-moves-in is 0; it must be at least 1.")]
    [InlineData(
        "Add is 21; it must be from 0 to 20. Choices is 0; it must be from 1 to 50.",
        "--add is 21; it must be from 0 to 20. --choices is 0; it must be from 1 to 50.")]
    [InlineData("Budget.Moves is -1; it must be at least 0.", "Budget.Moves is -1; it must be at least 0.")]
    [InlineData("Topic \"Moves is 1; it must be\" is gone.", "Topic \"Moves is 1; it must be\" is gone.")]
    [InlineData("The throttle is 0 bytes a second; it must be at least 1.", "The throttle is 0 bytes a second; it must be at least 1.")]
    public void AsFlags_ProblemsOfProperties_NameTheFlags(string message, string expected) =>
        OptionNames.AsFlags(message).ShouldBe(expected);

    [Fact]
    public void AsFlags_EveryPropertyThatExecutionOptionsCheck_IsAFlagOfApply()
    {
        var wrong = new ExecutionOptions
        {
            MaxMovesIn = 0,
            MaxMovesOut = 0,
            MaxBytesIn = 0,
            MaxBytesOut = 0,
            MaxMoves = 0,
            SpaceReserve = 1,
            PollInterval = default,
            StallTimeout = default,
            DeadBrokerGrace = default,
            HoldTimeout = default,
        };
        var flags = typeof(ApplyCommandOptions).GetProperties().Select(p => p.GetCustomAttribute<OptionAttribute>()?.LongName).ToHashSet();

        var named = Regex.Matches(OptionNames.AsFlags(Should.Throw<InputException>(wrong.Validate).Message), "--([a-z-]+) is");

        named.Count.ShouldBe(10);
        named.Select(m => m.Groups[1].Value).ShouldBeSubsetOf(flags!);
    }
}
