using Microsoft.Extensions.DependencyInjection;
using PublicApiGenerator;
using Rebalancer.Kafka.Admin;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Conventions;

/// <summary>The public surface of the package Rebalancer.Kafka as a file that every change must touch.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void RebalancerKafka_PublicApi_IsApproved() =>
        typeof(IClusterAdmin).Assembly
            .GeneratePublicApi(new ApiGeneratorOptions
            {
                IncludeAssemblyAttributes = false,
                AllowNamespacePrefixes = [typeof(IServiceCollection).Namespace!],
            })
            .ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
}
