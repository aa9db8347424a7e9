using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Tests.Reading;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Admin;

public sealed class ReassignmentSupportTests
{
    private static readonly KafkaError s_refused = new(KafkaErrorCode.ClusterAuthorizationFailed, null);

    [Theory]
    [InlineData("b0-pkc-1.eu-west-1.aws.confluent.cloud", "Confluent Cloud")]
    [InlineData("ns.servicebus.windows.net", "Azure Event Hubs")]
    [InlineData("boot-x.c1.kafka-serverless.eu-west-1.amazonaws.com", "MSK Serverless")]
    [InlineData("pc-1.streamnative.cloud", "StreamNative")]
    public void WhyNotOffered_ServiceThatPlacesItself_IsNamed(string host, string service)
    {
        ReassignmentSupport.WhyNotOffered(Cluster(host, supports: true)).ShouldNotBeNull().ShouldContain(service);
        ReassignmentSupport.WhyRefused(Cluster(host, supports: true), s_refused).ShouldNotBeNull().ShouldContain(service);
    }

    [Fact]
    public void WhyNotOffered_OldBrokers_SaysWhatToRun() =>
        ReassignmentSupport.WhyNotOffered(Cluster("wn0-kafka", supports: false))
            .ShouldNotBeNull().ShouldContain("kafka-reassign-partitions.sh");

    [Fact]
    public void WhyNotOffered_OrdinaryClusterOrMsk_IsNull()
    {
        ReassignmentSupport.WhyNotOffered(Cluster("wn0-kafka", supports: true)).ShouldBeNull();
        ReassignmentSupport.WhyNotOffered(Cluster("b-1.demo.abc.c2.kafka.eu-west-1.amazonaws.com", supports: true)).ShouldBeNull();
    }

    [Fact]
    public void WhyRefused_Msk_SuspectsIntelligentRebalancing()
    {
        var msk = Cluster("b-1.demo.abc.c2.kafka.eu-west-1.amazonaws.com", supports: true);

        ReassignmentSupport.WhyRefused(msk, s_refused).ShouldNotBeNull().ShouldContain("intelligent rebalancing");
        ReassignmentSupport.WhyRefused(msk, new KafkaError(KafkaErrorCode.InvalidReplicaAssignment, null)).ShouldBeNull();
        ReassignmentSupport.WhyRefused(Cluster("wn0-kafka", supports: true), s_refused).ShouldBeNull();
    }

    private static ClusterDescription Cluster(string host, bool supports) =>
        new FakeClusterAdmin().Cluster with { Brokers = [new(1, host, 9092, null)], SupportsReassignment = supports };
}
