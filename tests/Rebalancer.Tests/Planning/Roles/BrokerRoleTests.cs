using Rebalancer.Planning.Roles;
using Rebalancer.TestKit;
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

    /// <summary>Roles that cannot go together, and what is said of them.</summary>
    public static TheoryData<GivenRoles, string> Clashes => new()
    {
        {
            new GivenRoles { OnlyTo = [1001], Draining = [1001] },
            "Broker 1001 is named as one that may receive (only-to) and as one to empty (drain); name it in one of them."
        },
        {
            new GivenRoles { Dead = [1001], Excluded = [1001] },
            "Broker 1001 is named as dead (dead-hosts) and as one to leave alone (exclude-brokers); name it in one of them."
        },
        { new GivenRoles { Draining = [1001, 1002] }, "All 2 live brokers are named to be emptied (drain); at least one must remain." },
        {
            new GivenRoles { Draining = [1001], Dead = [1002] },
            "All 2 live brokers are named to be emptied (drain, 1) or as dead (dead-hosts, 1); at least one must remain."
        },
    };

    [Theory]
    [MemberData(nameof(Clashes))]
    public void Assign_RolesThatCannotBe_SaysWhichAndWhatToDo(GivenRoles given, string message) =>
        Should.Throw<InputException>(() => BrokerRoles.Assign(ClusterBuilder.Brokers(2).Racks(2).Build(), given)).Message.ShouldBe(message);
}
