#pragma warning disable CA1050 // The README shows a whole file, without a namespace of its own.
// readme: begin
using Rebalancer;

public static class LibraryExample
{
    public static PlanOutcome PlanCluster(
        string snapshotFile, string topologyFile, string planDirectory, CancellationToken cancellationToken)
    {
        ClusterSnapshot snapshot = SnapshotFile.Read(snapshotFile);
        RackTopology topology = TopologyResolver.Resolve(snapshot, table: TopologyFile.Read(topologyFile));
        var request = new PlanRequest(snapshot, topology, PlanOptions.Default with { TimeLimit = TimeSpan.FromSeconds(10) });

        PlanOutcome outcome = new Planner().Plan(request, progress: null, cancellationToken);
        Console.WriteLine($"{outcome.MoveCount} moves; none fewer possible: {outcome.Goals[Goal.Moves].Proven}");

        // The verifier shares no code with the planner.
        if (PlanVerifier.Verify(request, outcome, cancellationToken).IsValid)
        {
            PlanDirectory.Write(planDirectory, PlanManifest.Create(request, outcome, inputs: [], topics: null), cancellationToken);
        }

        return outcome;
    }
}
// readme: end
