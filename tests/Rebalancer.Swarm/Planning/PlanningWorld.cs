using System.Diagnostics;
using Rebalancer.Cluster;
using Rebalancer.Planning;
using Rebalancer.TestKit;
using Rebalancer.Verification;

namespace Rebalancer.Swarm.Planning;

/// <summary>One seed: a cluster and a wish, its plan, and what must hold of any plan.</summary>
internal sealed class PlanningWorld(ulong seed, TextWriter trace)
{
    /// <summary>What planning may take beside its time limit, on a machine that does other things too.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(20);

    private readonly List<string> _findings = [];

    /// <summary>Plans it.</summary>
    /// <returns>What should not have happened; empty where all is well.</returns>
    public IReadOnlyCollection<string> Run()
    {
        var random = new DeterministicRandom(seed);
        var request = PlanningDraw.From(random);
        Tell(request);
        try
        {
            Check(request, random);
        }
        catch (InputException e)
        {
            trace.WriteLine($"refused: {e.Message}");
        }
        catch (Exception e)
        {
            _findings.Add($"planning ended with {e}");
        }

        return _findings;
    }

    private void Check(PlanRequest request, DeterministicRandom random)
    {
        var watch = Stopwatch.StartNew();
        var plan = new Planner().Plan(request);
        if (watch.Elapsed > request.Options.TimeLimit + s_grace)
        {
            _findings.Add($"planning took {watch.Elapsed}, its limit is {request.Options.TimeLimit}");
        }

        foreach (var change in plan.Changes)
        {
            trace.WriteLine($"  {change.TopicPartition} [{Text(change.Before)}] to [{Text(change.After)}]");
        }

        foreach (var note in plan.Notes)
        {
            trace.WriteLine($"  {note.Code}: {note.Text}");
        }

        foreach (var finding in PlanVerifier.Verify(request, plan).Findings.Where(f => f.Severity == FindingSeverity.Error))
        {
            _findings.Add($"the verifier: {finding.Code} {finding.Text}");
        }

        foreach (var goal in plan.Goals.Where(g => g.LowerBound > g.Value))
        {
            _findings.Add($"the bound of {goal.Goal} is {goal.LowerBound}, the plan has {goal.Value}");
        }

        new ChangeCheck(request, plan, _findings.Add).Run();
        if (random.Chance(30))
        {
            CheckTwice(request, plan);
        }

        CheckAgain(request, plan);
    }

    // The same request gives the same plan, except where the clock decided: then the plan says so.
    private void CheckTwice(PlanRequest request, PlanOutcome plan)
    {
        var second = new Planner().Plan(request);
        if (!second.Changes.SequenceEqual(plan.Changes) && !plan.Notes.Concat(second.Notes).Any(n => n.Code == "time-limit"))
        {
            _findings.Add("planned twice, the plans differ, and neither says that the clock decided");
        }
    }

    // What was reached needs no plan: nothing proven is bettered, nothing is moved to and fro.
    private void CheckAgain(PlanRequest request, PlanOutcome plan)
    {
        // A list that is made shorter loses replicas and gains none: once it is shorter it may move as any other.
        var options = request.Options;
        if (options.Force || options.ReplicationFactorOf is not null || !options.Budget.IsUnlimited || !plan.Goals.Proven)
        {
            return;
        }

        var again = new Planner().Plan(PlannedCluster.After(request, plan));
        if (!again.Changes.IsEmpty)
        {
            var first = again.Changes.Select(c => c.TopicPartition).Take(5);
            _findings.Add($"the planned cluster is planned again, {again.Changes.Length} changes: {string.Join(' ', first)}");
        }
    }

    private void Tell(PlanRequest request)
    {
        var options = request.Options;
        var roles = options.Roles;
        trace.WriteLine($"{options.Aim}, {options.Solver}, spread {options.Spread}, budget {options.Budget}, force {options.Force}");
        trace.WriteLine($"dead [{Text(roles.Dead)}] draining [{Text(roles.Draining)}] cordoned [{Text(roles.Cordoned)}]");
        trace.WriteLine($"excluded [{Text(roles.Excluded)}] only to [{Text(roles.OnlyTo ?? [])}]");
        foreach (var broker in request.Snapshot.Brokers)
        {
            trace.WriteLine($"broker {broker.Id} {broker.Rack}");
        }

        foreach (var topic in request.Snapshot.Topics)
        {
            var isSelected = options.TopicFilter?.Invoke(topic.Name) ?? true;
            var (factor, within) = (options.ReplicationFactorOf?.Invoke(topic.Name), options.BrokersOf?.Invoke(topic.Name) ?? []);
            trace.WriteLine($"{topic.Name}: selected {isSelected}, RF {factor}, brokers [{Text(within)}]");
            foreach (var p in topic.Partitions)
            {
                var pinned = options.PinFilter?.Invoke(new TopicPartition(topic.Name, p.Partition)) == true ? " pinned" : "";
                trace.WriteLine($"  {p.Partition} [{Text(p.Replicas)}] in sync [{Text(p.Isr)}] leader {p.Leader} size {p.Size}{pinned}");
            }
        }
    }

    private static string Text(IEnumerable<int> list) => string.Join(',', list);
}
