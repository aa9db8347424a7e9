using Rebalancer.Cli.Context;
using Shouldly;

namespace Rebalancer.Cli.Tests.Issues;

/// <summary>Sizes whose sum no number of 64 bits holds ended a plan with "Arithmetic operation resulted in an overflow".</summary>
public sealed class SizesBeyondAllSums : FieldCase
{
    [Theory]
    [InlineData("plan")]
    [InlineData("describe")]
    public async Task AnyVerb_SumOfSizesOverflows_NamesTheLargest(string verb)
    {
        Write("cluster.json", """
            {"brokers":[{"id":1,"host":"a"},{"id":2,"host":"b"}],
             "topics":[{"name":"t","partitions":[{"partition":0,"replicas":[1],"leader":1,"sizeBytes":5},
                                                 {"partition":1,"replicas":[1],"leader":1,"sizeBytes":9223372036854775806}]}]}
            """);

        (await Fail(ExitCode.BadInput, verb, "--snapshot", "cluster.json"))
            .ShouldContain("the largest is 9223372036854775806 bytes, of t-1. Perhaps the sizes are not in bytes.");
    }
}
