using System.Collections.Immutable;
using System.Text;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Files.Input;
using Rebalancer.TestKit;
using Rebalancer.Topology;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Topology;

public sealed class TopologyResolverTests
{
    [Fact]
    public void Resolve_RacksOfTwoDimensions_GivesBothSortedByBroker()
    {
        var topology = Resolve(ClusterBuilder.Brokers(3).Racks("FD0UD0", "fd1/ud1", "/FD2/UD2"));

        topology.Dimensions.ShouldBe([RackDimension.FaultDomain, RackDimension.UpdateDomain]);
        Render(topology).ShouldBe("1001:0/0 1002:1/1 1003:2/2");
        topology.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Resolve_DeadBrokers_AreLeftOut() =>
        Render(Resolve(ClusterBuilder.Brokers(3).Grid(3, 1).Dead(1002))).ShouldBe("1001:0/0 1003:2/0");

    [Fact]
    public void Resolve_OtherRacks_AreOneDimension()
    {
        var topology = Resolve(ClusterBuilder.Brokers(3).Racks("eastus-1", "eastus-2", " eastus-1 "));

        topology.Dimensions.ShouldBe([RackDimension.Rack]);
        Render(topology).ShouldBe("1001:eastus-1 1002:eastus-2 1003:eastus-1");
        topology.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Resolve_DomainsThatLookAlike_AreWarnedOf()
    {
        using var stream = new MemoryStream("broker,fd,zone\n1,0,us-east-1a\n2,0.0,US-EAST-1A\n3,1,us_east_1a\n"u8.ToArray());
        var table = TopologyFile.Read(InputFile.From(stream, "map"));
        ImmutableArray<Broker> brokers = [new(1, "a", null), new(2, "b", null), new(3, "c", null)];

        TopologyResolver.Resolve(new ClusterSnapshot("c", brokers, [], []), table: table).Warnings.ShouldBe(
        [
            "These are taken as different domains of the zone, though they differ only in upper and lower case or in punctuation: "
                + "\"US-EAST-1A\" and \"us-east-1a\" and \"us_east_1a\". Perhaps they are one.",
        ]);
    }

    [Fact]
    public void Resolve_NoRacks_HasNoDimension()
    {
        var topology = Resolve(ClusterBuilder.Brokers(2).Racks("", null));

        topology.Dimensions.ShouldBeEmpty();
        Render(topology).ShouldBe("1001: 1002:");
        topology.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Resolve_SomeBrokersWithoutRack_HaveNoDomainAndAreNamed()
    {
        var topology = Resolve(ClusterBuilder.Brokers(4).Racks("FD0UD0", null, "FD1UD1", " "));

        Render(topology).ShouldBe("1001:0/0 1002:-/- 1003:1/1 1004:-/-");
        topology.Warnings.ShouldBe(["2 brokers without rack; their domains are not known: 1002, 1004."]);
    }

    /// <summary>Two brokers of the rack "none" are not in one rack.</summary>
    [Fact]
    public void Resolve_RacksThatSayThereIsNone_AreNotKnown()
    {
        var topology = Resolve(ClusterBuilder.Brokers(5).Racks("FD0UD0", "none", "FD1UD1", "<null>", "Unknown"));

        Render(topology).ShouldBe("1001:0/0 1002:-/- 1003:1/1 1004:-/- 1005:-/-");
        topology.Warnings.ShouldBe(["3 brokers without rack; their domains are not known: 1002, 1004, 1005."]);
        Resolve(ClusterBuilder.Brokers(2).Racks("none", "none")).Dimensions.ShouldBeEmpty();
    }

    [Fact]
    public void Resolve_MostRacksRead_KeepsTheDimensionsAndNamesTheOthers()
    {
        var topology = Resolve(ClusterBuilder.Brokers(3).Racks("FD0UD0", "FD1UD1", "rack7"));

        Render(topology).ShouldBe("1001:0/0 1002:1/1 1003:-/-");
        topology.Warnings.ShouldBe(
            ["1 broker with a rack that the pattern does not read, for example \"rack7\"; its domains are not known: 1003."]);
    }

    [Fact]
    public void Resolve_HalfOfTheRacksRead_TakesRacksAsAWhole()
    {
        var topology = Resolve(ClusterBuilder.Brokers(4).Racks("FD0UD0", "rack7", "FD1UD1", "rack8"));

        Render(topology).ShouldBe("1001:FD0UD0 1002:rack7 1003:FD1UD1 1004:rack8");
        topology.Warnings.ShouldBe(
            ["The rack pattern reads 2 of 4 racks, for example not \"rack7\" of broker 1002: every rack as a whole is one domain, in "
            + "one dimension."]);
    }

    [Fact]
    public void Resolve_GivenPatternReadsNothing_Warns() =>
        TopologyResolver.Resolve(ClusterBuilder.Brokers(2).Racks("FD0UD0", "FD1UD1").Build(), new RackPattern("zone(?<zone>.)")).Warnings
            .ShouldBe(["The rack pattern reads 0 of 2 racks, for example not \"FD0UD0\" of broker 1001: every rack as a whole is one "
                + "domain, in one dimension."]);

    [Fact]
    public void Resolve_GivenPattern_GivesItsDimensions()
    {
        var cluster = ClusterBuilder.Brokers(2).Racks("eu-west-1a", "eu-west-1b").Build();

        var topology = TopologyResolver.Resolve(cluster, new RackPattern(@"^(?<region>.+-\d)(?<zone>[a-z])(?<row>\d)?$"));

        topology.Dimensions.Select(dimension => dimension.Name).ShouldBe(["region", "zone"]);
        Render(topology).ShouldBe("1001:eu-west-1/a 1002:eu-west-1/b");
        topology.Warnings.ShouldBe(["No broker has a known row, so this dimension is left out."]);
    }

    [Fact]
    public void Resolve_MappingById_OverridesTheRack()
    {
        var topology = Resolve(ClusterBuilder.Brokers(2).Racks("FD7UD7"), "broker,fd,ud\n1001,0,4\n1002,1,5\n");

        Render(topology).ShouldBe("1001:0/4 1002:1/5");
        topology.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Resolve_MappingByHost_JoinsOnTheFirstLabelInAnyCase()
    {
        var cluster = ClusterBuilder.Brokers(0).Add(1001, host: "WN0-kf.internal.cloudapp.net").Add(1002, host: "wn1-kf")
            .Add(1003, host: "10.0.0.4").Add(1004, host: "10.0.0.5");

        var topology = Resolve(cluster, "broker,fd,ud\nwn0-kf,0,0\nwn1-KF.other.net,1,1\n10.0.0.4,2,2\n10.0.0.5,0,3\n");

        Render(topology).ShouldBe("1001:0/0 1002:1/1 1003:2/2 1004:0/3");
        topology.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Resolve_TwoHostsOfOneLabel_AreToldApartByTheFullName()
    {
        var cluster = ClusterBuilder.Brokers(0).Add(1, host: "kafka.east").Add(2, host: "kafka.west").Add(3, host: "kafka");

        var topology = Resolve(cluster, "broker,fd,ud\nkafka.east,0,0\nkafka.west,1,1\n");

        Render(topology).ShouldBe("1:0/0 2:1/1 3:-/-");
        topology.Warnings.ShouldBe(["1 broker missing in map; its domains are not known: 3."]);
    }

    [Fact]
    public void Resolve_ShortNameOfTwoHosts_IsAnErrorThatNamesThem() =>
        Should.Throw<InputException>(() => Resolve(TwoHostsOfOneLabel(), "broker,fd,ud\nwn1-kf,0,0\n")).Message.ShouldBe(
            "map: \"wn1-kf\" names 2 brokers: 1 (wn1-kf.east.net), 2 (wn1-kf.west.net). Perhaps give the id or the whole host name.");

    [Fact]
    public void Resolve_FullNameOfNoHostWhereTwoShareItsLabel_IsAnErrorThatNamesThem() =>
        Should.Throw<InputException>(() => Resolve(TwoHostsOfOneLabel(), "broker,fd,ud\nwn1-kf.north.net,0,0\n")).Message.ShouldBe(
            "map: \"wn1-kf.north.net\" names 2 brokers: 1 (wn1-kf.east.net), 2 (wn1-kf.west.net). "
            + "Perhaps give the id or the whole host name.");

    [Fact]
    public void Resolve_FullNameOfNoHostWhereAnotherRowNamesOneOfTheTwo_LeavesTheOtherWithoutDomains()
    {
        var topology = Resolve(TwoHostsOfOneLabel(), "broker,fd,ud\nwn1-kf.east.net,0,0\nwn1-kf.north.net,1,1\n");

        Render(topology).ShouldBe("1:0/0 2:-/-");
        topology.Warnings.ShouldBe([
            "1 broker missing in map; its domains are not known: 2.",
            "map names 1 broker that the cluster does not have: wn1-kf.north.net.",
        ]);
    }

    [Fact]
    public void Resolve_TwoRowsThatFitOneHost_IsAnErrorThatNamesThem() =>
        Should.Throw<InputException>(() => Resolve(
            ClusterBuilder.Brokers(0).Add(1, host: "wn1-kf"), "broker,fd,ud\nwn1-kf.east.net,0,0\nwn1-kf.west.net,1,1\n"))
            .Message.ShouldBe("map: \"wn1-kf.east.net\" and \"wn1-kf.west.net\" both fit broker 1 (wn1-kf). "
                + "Perhaps give the broker's id (a column \"id\"), or leave one of them out.");

    /// <summary>The row with the host was called a broker that the cluster does not have.</summary>
    [Theory]
    [InlineData("broker,fd,ud\n1,0,0\nwn1,1,1\n", "wn1")]
    [InlineData("broker,fd,ud\nWN1.x.net,0,0\n1,0,0\n", "WN1.x.net")]
    [InlineData("broker,fd,ud\n2,0,0\nwn2,1,1\n1,1,1\n", "wn2")]
    public void Resolve_RowsOfOneBrokerByIdAndByHost_AreAnError(string map, string host) =>
        Should.Throw<InputException>(
            () => Resolve(ClusterBuilder.Brokers(0).Add(1, host: "wn1.x.net").Add(2, host: "wn2.x.net").Dead(2), map)).Message.ShouldBe(
                $"map: broker {host[2]} is listed twice, by its id and by its host \"{host}\". Perhaps one of the two rows should go.");

    /// <summary>A host stands for all its brokers that have no row of their own.</summary>
    [Fact]
    public void Resolve_HostOfTwoBrokersOneOfWhichHasItsOwnRow_StandsForTheOther() => Render(Resolve(
        ClusterBuilder.Brokers(0).Add(1, host: "wn1").Add(2, host: "wn1"), "broker,fd\n1,0\nwn1,1\n")).ShouldBe("1:0 2:1");

    [Fact]
    public void Resolve_TwoRowsInOtherDomainsThatFitOneHost_IsAnErrorThatNamesThem() =>
        Should.Throw<InputException>(() => Resolve(
            ClusterBuilder.Brokers(0).Add(1, host: "wn1-kf.north.net"), "broker,fd,ud\nwn1-kf.east.net,0,0\nwn1-kf.west.net,1,1\n"))
            .Message.ShouldBe("map: \"wn1-kf.east.net\", \"wn1-kf.west.net\" share their first label with broker 1 (wn1-kf.north.net), "
                + "and none of them is its whole name. Perhaps give the broker's id or its whole host name.");

    [Fact]
    public void Resolve_OneHostInAnotherDomain_IsJoinedWithAWarning()
    {
        var topology = Resolve(
            ClusterBuilder.Brokers(0).Add(1, host: "wn1-kf.north.net").Add(2, host: "wn2-kf"),
            "broker,fd,ud\nwn1-kf.east.net,0,1\nwn2-kf,1,0\n");

        Render(topology).ShouldBe("1:0/1 2:1/0");
        topology.Warnings.ShouldBe([
            "1 host of map joined by the first label of the name though the rest differs: wn1-kf.east.net (wn1-kf.north.net)."]);
    }

    [Fact]
    public void Resolve_TwoBrokersOnOneHost_ShareItsDomains() =>
        Render(Resolve(
            ClusterBuilder.Brokers(0).Add(1, host: "wn1-kf.east.net").Add(2, host: "wn1-kf.east.net"), "broker,fd,ud\nwn1-kf,0,1\n"))
            .ShouldBe("1:0/1 2:0/1");

    [Fact]
    public void Resolve_IdOfAnotherHost_GoesByTheIdAndWarns()
    {
        var topology = Resolve(
            ClusterBuilder.Brokers(0).Add(1, host: "wn1-kf.east.net").Add(2, host: "wn2-kf"),
            "broker,id,fd,ud\nwn7-kf,1,0,0\nwn2-kf.x,2,1,1\n");

        Render(topology).ShouldBe("1:0/0 2:1/1");
        topology.Warnings.ShouldBe([
            "map names 1 broker by an id that another host has in the cluster; the id counts: 1 (wn7-kf, in the cluster wn1-kf.east.net). "
            + "Perhaps the file is older than the cluster."]);
    }

    [Fact]
    public void Resolve_RowOfADeadBroker_IsNotGivenToALiveOneOfTheSameLabel()
    {
        var cluster = ClusterBuilder.Brokers(0).Add(1, host: "wn1-kf.east.net").Add(2, host: "wn1-kf.west.net").Add(3, host: "wn3-kf")
            .Dead(1);

        var topology = Resolve(cluster, "broker,fd,ud\nwn1-kf.east.net,0,1\nwn3-kf,1,0\n");

        Render(topology).ShouldBe("2:-/- 3:1/0");
        topology.DeadBrokers.ShouldHaveSingleItem().Domains.ShouldBe(["0", "1"]);
    }

    [Fact]
    public void Resolve_RowsThatAlmostNameAHost_SayWhichIsLikely()
    {
        var cluster = ClusterBuilder.Brokers(0).Add(1, host: "wn1-kaf.east.net").Add(2, host: "wn2-kaf").Add(3, host: "wn3-kaf")
            .Add(4, host: "wn3-web").Add(5, host: "wn5-kaf");

        Resolve(cluster, "broker,fd,ud\nwn1,0,1\nwn2-kaf:9092,0,1\nwn3,0,2\nwn4,1,1\nwn5-kaf,1,0\n").Warnings.ShouldContain(
            "map names 4 brokers that the cluster does not have: wn1, wn2-kaf:9092, wn3, wn4. "
            + "Perhaps write \"wn1-kaf.east.net\" for \"wn1\", \"wn2-kaf\" for \"wn2-kaf:9092\".");
        Should.Throw<InputException>(() => Resolve(cluster, "broker,fd,ud\nwn2,0,1\n")).Message
            .ShouldEndWith("Perhaps write \"wn2-kaf\" for \"wn2\".");
    }

    [Fact]
    public void Resolve_FileWithStrangersAndGaps_WarnsOfBoth()
    {
        var topology = Resolve(
            ClusterBuilder.Brokers(4).Grid(2, 2).Dead(1004), "broker,fd,ud\n1001,0,0\n1002,1,\n1004,1,1\n1009,0,1\nwn77,0,0\n");

        Render(topology).ShouldBe("1001:0/0 1002:1/- 1003:-/-");
        topology.Warnings.ShouldBe([
            "1 broker missing in map; its domains are not known: 1003.",
            "map names 2 brokers that the cluster does not have: 1009, wn77.",
            "1 broker without a known update domain: 1002.",
        ]);
    }

    [Fact]
    public void Resolve_FileOfAnotherCluster_IsAnError() =>
        Should.Throw<InputException>(() => Resolve(ClusterBuilder.Brokers(2), "broker,fd,ud\nwn0-other,0,0\n")).Message.ShouldBe(
            "map: the file names none of the cluster's 2 brokers: it has for example \"wn0-other\", the cluster 1001 on \"wn0-test\". "
            + "Perhaps it belongs to another cluster, or names hosts that a mapping from broker ids (header broker,fd,ud) can replace.");

    [Fact]
    public void Resolve_HdInsightWithoutUpdateDomains_HasOneDimensionLess()
    {
        var topology = Resolve(
            ClusterBuilder.Brokers(2),
            """{"hostGroups":{"workernode":[{"vmId":0,"fqdn":"WN0-test.x.net","faultDomain":0,"updateDomain":-1},{"vmId":1"""
                + ""","fqdn":"wn1-test","faultDomain":1}]}}""");

        topology.Dimensions.ShouldBe([RackDimension.FaultDomain]);
        Render(topology).ShouldBe("1001:0 1002:1");
        topology.Warnings.ShouldBe([
            "map: 2 hosts without a usable updateDomain: WN0-test.x.net (-1), wn1-test (missing).",
            "No broker has a known update domain, so this dimension is left out.",
        ]);
    }

    private static ClusterBuilder TwoHostsOfOneLabel() =>
        ClusterBuilder.Brokers(0).Add(1, host: "wn1-kf.east.net").Add(2, host: "wn1-kf.west.net");

    private static RackTopology Resolve(ClusterBuilder cluster, string? file = null) =>
        TopologyResolver.Resolve(
            cluster.Build(), null, file is null
            ? null : TopologyFile.Read(InputFile.From(new MemoryStream(Encoding.UTF8.GetBytes(file)), "map")));

    private static string Render(RackTopology topology) =>
        string.Join(' ', topology.Brokers.Select(
            broker => $"{broker.BrokerId}:{string.Join('/', broker.Domains.Select(domain => domain ?? "-"))}"));
}
