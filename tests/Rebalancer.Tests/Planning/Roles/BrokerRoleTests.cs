using Rebalancer.Planning.Roles;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Roles;

public sealed class BrokerRoleTests
{
    [Fact]
    public void Find_ByName_IsTheRoleOfThatNameOrNone()
    {
        BrokerRole.All.ShouldAllBe(role => BrokerRole.Find(role.Name) == role);
        BrokerRole.Find("Draining").ShouldBeNull();
        BrokerRole.Find(null).ShouldBeNull();
    }
}
