using System.Collections.Immutable;
using Rebalancer.Reports.Layout;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Reports;

public sealed class HostLabelTests
{
    [Fact]
    public void Arrange_DeadBrokerWithoutHostBesideADomain_KeepsItsName()
    {
        var request = ClusterBuilder.Brokers(0)
            .Add(1, "a", "b1.kafka.example.internal").Add(2, "b", "b2.kafka.example.internal").Add(3, "c", "b3.kafka.example.internal")
            .Dead(4)
            .Topic("t", [[1, 2], [2, 4]])
            .BuildRequest();
        request = request with
        {
            Snapshot = request.Snapshot with { DeadBrokers = [.. request.Snapshot.DeadBrokers.Select(b => b with { Host = "" })] },
        };

        var table = PlanReportLayout.Arrange(ReportOf.Plan(request)).Tables.Single(t => t.Title == "What changes on each broker");

        table.Rows.Single(r => r[0] == "1")[1].ShouldBe("b1");
        table.Rows.Single(r => r[0] == "4")[1].ShouldBe("");
    }
}
