using Rebalancer.Input;

namespace Rebalancer.Topology;

/// <summary>Finds which of the two JSON topology files it is.</summary>
internal static class TopologyJsonReader
{
    private static readonly JsonName s_hostGroups = new("hostGroups", 0);
    private static readonly JsonName s_brokers = new("brokers", 1);
    private static readonly JsonName s_topics = new("topics", 2);

    public static TopologyFile Read(ref JsonInput input, string name)
    {
        TopologyFile? file = null;
        uint seen = 0;
        input.BeginObject("a topology file");
        while (input.NextProperty())
        {
            if (input.At(s_hostGroups, ref seen))
            {
                file = HdInsightTopologyReader.Read(ref input, name);
            }
            else if (input.At(s_topics, ref seen))
            {
                throw input.Fail("a topology file has no topics", "this is a cluster snapshot, which goes to --snapshot");
            }
            else if (input.At(s_brokers, ref seen))
            {
                file = MappingJsonReader.Read(ref input, name);
            }
            else
            {
                input.Skip();
            }
        }

        input.End();
        if ((seen & s_hostGroups.Mark) != 0 && (seen & s_brokers.Mark) != 0)
        {
            throw input.FailWhole("the file has both \"hostGroups\" and \"brokers\"", "one of the two should go");
        }

        return file ?? throw input.FailWhole(
            "the JSON is no topology file: it has neither \"hostGroups\" (HDInsight) nor \"brokers\" (a mapping)", "another file was meant");
    }
}
