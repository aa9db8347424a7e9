using PublicApiGenerator;
using Rebalancer.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Conventions;

/// <summary>The public surface of the package Rebalancer as a file that every change must touch.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void Rebalancer_PublicApi_IsApproved() =>
        typeof(Planner).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false })
            .ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
}
