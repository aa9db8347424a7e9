using System.Collections.Immutable;
using System.Security.Cryptography;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Plans;

public sealed class PlanFingerprintTests
{
    private static readonly PartitionChange s_change = new(new TopicPartition("t", 0), [1, 2], [2, 3], DataSize.FromBytes(5));

    [Fact]
    public void Compute_KnownPlan_IsSha256OfItsDocumentedText()
    {
        var expected = Convert.ToHexStringLower(SHA256.HashData("rebalancer plan 1\nc\nt 0 1,2 2,3\n"u8));

        PlanFingerprint.Compute("c", [s_change]).ShouldBe(expected);
    }

    [Fact]
    public void Compute_AnyDifferenceInWhatRuns_ChangesIt()
    {
        ImmutableArray<PartitionChange>[] plans =
        [
            [s_change],
            [s_change with { TopicPartition = new TopicPartition("t", 1) }],
            [s_change with { TopicPartition = new TopicPartition("u", 0) }],
            [s_change with { Before = [2, 1] }],
            [s_change with { After = [3, 2] }],
            [],
        ];

        plans.Select(p => PlanFingerprint.Compute("c", p)).Append(PlanFingerprint.Compute("d", plans[0]))
            .Append(PlanFingerprint.Compute(null, plans[0])).Distinct().Count().ShouldBe(plans.Length + 2);
    }

    [Fact]
    public void Compute_SizeOnly_IsNotPartOfIt() =>
        PlanFingerprint.Compute("c", [s_change with { Size = DataSize.FromBytes(6) }]).ShouldBe(PlanFingerprint.Compute("c", [s_change]));
}
