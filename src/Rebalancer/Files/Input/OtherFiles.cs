using System.Text.Json;

namespace Rebalancer.Files.Input;

/// <summary>Tells which other kind of file a JSON document is, so that a message can name the option that takes it.</summary>
internal static class OtherFiles
{
    public const string Snapshot = "this is a cluster snapshot, which goes to --snapshot";

    public const string LogDirs = "this is the output of kafka-log-dirs, which goes to --log-dirs";

    public const string Brokers = "this is the output of kafka-broker-api-versions, which goes to --brokers-file";

    public const string Topology = "this is a topology file, which goes to --topology";

    public const string Reassignment = "this is Kafka's reassignment JSON, which goes to --assignment as the cluster or to --plan as a "
        + "plan";

    public const string Manifest = "this is the plan.json of a plan directory: give the directory";

    public const string TopicsToMove = "this is the list of topics that --generate takes, or a cluster snapshot, which goes to --snapshot";

    public const string Description = "this is the output of kafka-topics --describe, which goes to --assignment";

    /// <summary>Which file has this "brokers", the current value, by its first element; reads on.</summary>
    public static string WithBrokers(ref JsonInput input)
    {
        if (input.TokenType != JsonTokenType.StartArray)
        {
            return Snapshot;
        }

        var isNamed = false;
        input.BeginArray("\"brokers\"");
        if (input.NextElement() && input.TokenType == JsonTokenType.StartObject)
        {
            input.BeginObject("a broker");
            while (input.NextProperty())
            {
                var name = input.AtAny();
                if (name == "logDirs")
                {
                    return LogDirs;
                }

                isNamed |= name == "broker";
                input.SkipValue();
            }
        }

        return isNamed ? Topology : Snapshot;
    }
}
