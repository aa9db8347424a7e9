using Rebalancer.Kafka.Admin;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Conventions;

/// <summary>Two values are equal where their content is, arrays included.</summary>
public sealed class RecordTests
{
    [Fact]
    public void PublicRecords_CompareArraysByContent() => RecordEquality.ByIdentity(typeof(IClusterAdmin).Assembly).ShouldBeEmpty();
}
