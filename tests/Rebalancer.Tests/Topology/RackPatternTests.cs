using Rebalancer.Topology;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Topology;

public sealed class RackPatternTests
{
    [Theory]
    [InlineData("FD0UD1", "0", "1")]
    [InlineData("FD0/UD1", "0", "1")]
    [InlineData("/fd0/ud1", "0", "1")]
    [InlineData("/FD0/UD1/", "0", "1")]
    [InlineData("fd-0-ud-1", "0", "1")]
    [InlineData("fd_2_ud_13", "2", "13")]
    [InlineData("Fd2 uD10", "2", "10")]
    [InlineData("FD00UD07", "0", "7")]
    [InlineData(" FD1UD2 ", "1", "2")]
    [InlineData("FD1:UD3", "1", "3")]
    [InlineData("fd1.ud3", "1", "3")]
    [InlineData("UD3FD1", "1", "3")]
    [InlineData("ud-03/fd-01", "1", "3")]
    [InlineData("FaultDomain1/UpdateDomain3", "1", "3")]
    [InlineData("fault-domain-1,upgrade-domain-3", "1", "3")]
    [InlineData("fd=1,ud=3", "1", "3")]
    [InlineData("FD: 1; UD: 3", "1", "3")]
    [InlineData("FD10|UD20", "10", "20")]
    [InlineData("{fd:1,ud:3}", "1", "3")]
    [InlineData("{\"fd\": 1, \"ud\": \"3\"}", "1", "3")]
    [InlineData("(FD1,UD3)", "1", "3")]
    [InlineData("[fd1][ud3]", "1", "3")]
    [InlineData("'FD1/UD3'", "1", "3")]
    public void TryRead_DefaultForms_GiveFaultAndUpdateDomain(string rack, string faultDomain, string updateDomain)
    {
        RackPattern.Default.TryRead(rack, out var domains).ShouldBeTrue();
        domains.ShouldBe([faultDomain, updateDomain]);
    }

    [Theory]
    [InlineData("eastus2-1")]
    [InlineData("0")]
    [InlineData("FD0")]
    [InlineData("FD0FD1")]
    [InlineData("UD0")]
    [InlineData("FD0UD1FD2")]
    [InlineData("FD0UD1x")]
    [InlineData("xFD0UD1")]
    [InlineData("FDaUDb")]
    [InlineData("")]
    public void TryRead_OtherRacks_DoNotMatchTheDefault(string rack) => RackPattern.Default.TryRead(rack, out _).ShouldBeFalse();

    [Fact]
    public void Dimensions_Default_AreFaultAndUpdateDomain() =>
        RackPattern.Default.Dimensions.ShouldBe([RackDimension.FaultDomain, RackDimension.UpdateDomain]);

    [Fact]
    public void Dimensions_OwnGroups_NameThemselvesInTheOrderOfThePattern()
    {
        var pattern = new RackPattern(@"^(?<region>\w+)/(x|y)/(?<UD>\d+)/(?<zone>\w+)/(?<fd>\d+)$");

        pattern.Dimensions.Select(dimension => dimension.ShortName).ShouldBe(["region", "UD", "zone", "FD"]);
        pattern.TryRead("EU/X/2/a/7", out var domains).ShouldBeTrue();
        domains.ShouldBe(["EU", "2", "a", "7"]);
    }

    [Fact]
    public void TryRead_OptionalGroupWithoutPart_IsNull()
    {
        var pattern = new RackPattern(@"^fd(?<fd>\d+)(ud(?<ud>\d+))?$");

        pattern.TryRead("fd3", out var domains).ShouldBeTrue();
        domains.ShouldBe(["3", null]);
    }

    [Fact]
    public void TryRead_MatchWithoutAnyDomain_IsFalse() => new RackPattern(@"^x(?<fd>\d+)?").TryRead("xy", out _).ShouldBeFalse();

    [Theory]
    [InlineData("(?<fd>", "is not a regular expression")]
    [InlineData("", "has no named group")]
    [InlineData(@"FD(\d+)UD(\d+)", "has no named group. Perhaps \"FD(?<fd>\\d+)UD(?<ud>\\d+)\"")]
    public void Constructor_UnusableExpression_SaysSo(string expression, string expected) =>
        Should.Throw<InputException>(() => new RackPattern(expression)).Message.ShouldContain(expected);
}
