#pragma warning disable CA1050 // The README shows a whole file, without a namespace of its own.
// readme: begin
using Rebalancer;
using Rebalancer.Kafka;

public static class LiveExample
{
    public static async Task<ExecutionReport> RebalanceAsync(
        ClientProperties connection, string planDirectory, CancellationToken cancellationToken)
    {
        await using IClusterAdmin admin = KafkaClusterAdmin.Connect(connection);

        // Look. Nothing is changed up to ApplyAsync.
        ClusterSnapshot snapshot = await new ClusterReader(admin).ReadAsync(cancellationToken: cancellationToken);
        var request = new PlanRequest(snapshot, TopologyResolver.Resolve(snapshot), PlanOptions.Default);

        // Plan.
        PlanOutcome outcome = new Planner().Plan(request, progress: null, cancellationToken);
        PlanManifest plan = PlanManifest.Create(request, outcome, inputs: [], topics: null);
        PlanDirectory.Write(planDirectory, plan, cancellationToken);

        // Carry it out. The directory keeps a journal: after a crash or a cancelled token the same call goes on.
        var executor = new Executor(admin);
        var execution = new ExecutionRequest(
            planDirectory, plan, ExecutionOptions.Default with { Throttle = ThrottleSetting.Parse("50MB") });
        ExecutionPreview preview = await executor.PreviewAsync(ExecutionCommand.Apply, execution, cancellationToken);
        Console.WriteLine($"{preview.Moves} replicas, {preview.Bytes} bytes, about {preview.EstimatedTime}");

        return await executor.ApplyAsync(execution, progress: null, cancellationToken);
    }
}
// readme: end
