using Rebalancer.Files.Input;
using Rebalancer.Topology;

namespace Rebalancer.Files.Tables;

/// <summary>Finds which of the two JSON topology files it is.</summary>
internal static class TopologyJsonReader
{
    private static readonly JsonName s_hostGroups = new("hostGroups", 0);
    private static readonly JsonName s_brokers = new("brokers", 1);
    private static readonly JsonName s_topics = new("topics", 2);
    private static readonly JsonName s_partitions = new("partitions", 3);

    public static TopologyTable Read(ref JsonInput input, string name)
    {
        TopologyTable? table = null;
        uint seen = 0;
        input.BeginObject("a topology file");
        while (input.NextProperty())
        {
            if (input.At(s_hostGroups, ref seen))
            {
                table = HdInsightTopologyReader.Read(ref input, name);
            }
            else if (input.At(s_topics, ref seen))
            {
                throw input.Fail("a topology file has no topics", OtherFiles.Snapshot);
            }
            else if (input.At(s_partitions, ref seen))
            {
                throw input.Fail("a topology file has no partitions", OtherFiles.Reassignment);
            }
            else if (input.At(s_brokers, ref seen))
            {
                var builder = JsonTableReader.Read(ref input, name);
                table = builder.Build(builder.KnownFirst());
            }
            else
            {
                input.Skip();
            }
        }

        if ((seen & s_hostGroups.Mark) != 0 && (seen & s_brokers.Mark) != 0)
        {
            throw input.FailWhole("the file has both \"hostGroups\" and \"brokers\"", "one of the two should go");
        }

        return table ?? throw input.FailWhole(
            "the JSON is no topology file: it has neither \"hostGroups\" (HDInsight) nor \"brokers\" (a table)", "another file was meant");
    }
}
