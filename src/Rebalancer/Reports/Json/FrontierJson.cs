using System.Text.Json;
using Rebalancer.Files.Output;
using Rebalancer.Plans;

namespace Rebalancer.Reports.Json;

/// <summary>Writes a frontier into the JSON of a plan.</summary>
internal static class FrontierJson
{
    public static void Write(Utf8JsonWriter writer, FrontierReport frontier) =>
        JsonRows.Write(writer, "frontier", frontier.Rows, static (w, row) =>
    {
        w.WriteStartObject();
        w.WriteString("kind", SectionJson.Camel(row.Kind));
        w.WriteNumber("moveLimit", row.MoveLimit);
        w.WriteNumber("moveCount", row.MoveCount);
        w.WriteNumber("moveBytes", row.MoveBytes);
        w.WriteNumber("leaderChangeCount", row.LeaderChangeCount);
        SectionJson.WriteNumber(w, "seconds", row.Time is { } time ? (long)Math.Ceiling(time.Whole.TotalSeconds) : null);
        w.WriteNumber("leavingReplicas", row.LeavingReplicas);
        w.WriteNumber("violations", row.Violations);
        SectionJson.WriteRange(w, "replicas", row.Replicas);
        SectionJson.WriteRange(w, "leaders", row.Leaders);
        PlanJson.WriteGoals(w, "bounds", new GoalResults(row.Proof.Select(p => p.Result)));
        w.WriteBoolean("stoppedByTimeLimit", row.IsStoppedByTimeLimit);
        w.WriteEndObject();
    });
}
