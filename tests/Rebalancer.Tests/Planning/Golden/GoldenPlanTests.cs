using System.Collections.Immutable;
using System.Text;
using Rebalancer.TestKit;
using Rebalancer.TestKit.Planning;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Planning.Golden;

/// <summary>
/// What some hundreds of small clusters are planned to, over all options, as it was when it was last looked at: the same input with the
/// same options gives the same plan, byte for byte, from commit to commit.
/// </summary>
/// <remarks>
/// Other tests say what any plan must be; these say that it did not change. A step that became worse (a bound that is lower, a gap, one
/// more copy) breaks no rule, and is seen here. A deliberate change is accepted by looking at each difference between the
/// <c>.received.txt</c> and the file beside it, and renaming it: fewer moves, or a bound nearer to its value, is a reason; "another plan of
/// the same worth" is one only where the change could not be had without it. Nothing here depends on the clock: searches end long before
/// the time limit, and a plan that the clock decided fails.
/// </remarks>
public sealed class GoldenPlanTests
{
    // A machine that is busy with other things must not decide what is found.
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromHours(1);

    private static readonly Planner s_planner = new();

    private readonly StringBuilder _text = new();

    [Fact]
    public void Plan_AnyOptionsTogether_IsTheApprovedPlan()
    {
        foreach (var seed in Seeds(1, 150, longest: [19, 56, 108]))
        {
            Plan($"{seed}", OddRequest.Create(seed, maxPartitions: 16));
        }

        Approve();
    }

    [Fact]
    public void Plan_EachKindOfRequest_IsTheApprovedPlan()
    {
        foreach (var kind in Enum.GetValues<RequestKinds>())
        {
            for (var seed = 1; seed <= 4; seed++)
            {
                // Smaller where the whole-cluster model would search for seconds.
                var size = kind is RequestKinds.MaxMoves or RequestKinds.MaxBytes or RequestKinds.PreferBalance ? 1 + (seed / 4) : seed;
                Plan($"{kind} {seed}", RandomRequest.Create(seed, kind, brokers: 4 + size, partitions: 5 * size, maxReplicationFactor: 3));
            }
        }

        Approve();
    }

    [Fact]
    public void Plan_KindsOfRequestTogether_IsTheApprovedPlan()
    {
        foreach (var seed in Seeds(1, 80, longest: []))
        {
            var random = new DeterministicRandom(seed);
            var kinds = Enum.GetValues<RequestKinds>()
                .Where(_ => random.Chance(25)).Aggregate(RequestKinds.None, (all, kind) => all | kind);
            var request = RandomRequest.Create((int)seed, kinds, random.Between(3, 8), random.Between(4, 16), random.Between(2, 4));

            // Without limits and for the aim of balance everything may be placed anew.
            Plan($"{seed} {kinds}", request with { Options = request.Options with { Force = kinds < RequestKinds.MaxMoves } });
        }

        Approve();
    }

    // The whole-cluster model hides what the steps before it find, and their bounds.
    [Fact]
    public void Plan_FastSolver_IsTheApprovedPlan()
    {
        foreach (var seed in Seeds(1, 120, longest: []))
        {
            var request = seed % 2 == 0 ? OddRequest.Create(seed, maxPartitions: 40) : OddCluster.Create(seed, PlanOptions.Default);
            Plan($"{seed}", request with { Options = request.Options with { Solver = SolverChoice.Fast } });
        }

        foreach (var shape in ClusterGenerator.Shapes(300, seed: 100).Where(s => s.Seed != 144))
        {
            var options = PlanOptions.Default with
            {
                Solver = SolverChoice.Fast,
                Aim = shape.Seed % 8 == 0 ? PlanAim.Repair : PlanAim.Balance,
                Force = shape.Seed % 8 == 5,
                Spread = shape.Seed % 8 == 2 ? SpreadPolicy.Preferred : SpreadPolicy.Required,
                ReplicationFactorOf = shape.Seed % 4 == 3 ? topic => 1 + (topic[^1] % 4) : null,
            };
            Plan(shape.ToString(), ClusterGenerator.GenerateRequest(shape, options));
        }

        Approve();
    }

    [Fact]
    public void Plan_OddClusters_IsTheApprovedPlan()
    {
        foreach (var seed in Seeds(1, 60, longest: [28, 31, 34, 42, 52]))
        {
            var options = PlanOptions.Default with
            {
                Aim = (PlanAim)(seed % 3),
                Solver = seed % 5 == 0 ? SolverChoice.Fast : SolverChoice.Auto,
                Force = seed % 12 == 3,
                Spread = seed % 7 == 0 ? SpreadPolicy.Preferred : SpreadPolicy.Required,
            };
            Plan($"{seed}", OddCluster.Create(seed, options with { Force = options.Force && options.Aim == PlanAim.Balance }));
        }

        Approve();
    }

    [Fact]
    public void Plan_GeneratedClusters_IsTheApprovedPlan()
    {
        var n = 0;
        foreach (var shape in ClusterGenerator.Shapes(100).Where(s => s is { BrokerCount: <= 20, Seed: not (20 or 25) }))
        {
            n++;
            var budget = (n % 5) switch
            {
                1 => new MoveBudget(Moves: 5 * n),
                2 => new MoveBudget(Bytes: n * 10_000_000_000L),
                3 => new MoveBudget(LeaderChanges: n),
                _ => MoveBudget.Unlimited,
            };
            var options = PlanOptions.Default with
            {
                Aim = n % 4 == 0 ? PlanAim.Repair : PlanAim.Balance,

                // Within limits the whole-cluster model may search for seconds.
                Solver = budget.IsUnlimited ? SolverChoice.Auto : SolverChoice.Fast,
                Budget = budget,
            };
            Plan(shape.ToString(), ClusterGenerator.GenerateRequest(shape, options));
        }

        Approve();
    }

    // Too large for the whole-cluster model: what column generation finds is the plan.
    [Fact]
    public void Plan_ColumnGeneration_IsTheApprovedPlan()
    {
        foreach (var shape in ClusterGenerator.Shapes(600, seed: 200))
        {
            Plan(shape.ToString(), ClusterGenerator.GenerateRequest(shape));
        }

        Approve();
    }

    [Fact]
    public void Place_AnyRequest_IsTheApprovedPlacement()
    {
        foreach (var seed in Seeds(1, 50, longest: []))
        {
            var random = new DeterministicRandom(seed);
            var request = OddRequest.Create(seed, maxPartitions: 16);
            ImmutableArray<NewPartitions> wanted = [NewPartitions.OfNewTopic("new", random.Between(1, 20), random.Between(1, 3))];
            if (random.Chance(50))
            {
                wanted = wanted.Add(NewPartitions.AddedTo(request.Snapshot.Topics[0].Name, random.Between(1, 9)));
            }

            var (snapshot, topology, options) = request;
            Add($"{seed}", request, () => GoldenLine.Of(s_planner.Place(new PlacementRequest(snapshot, topology, wanted)
            {
                Roles = options.Roles,
                Spread = options.Spread,
                Solver = options.Solver,
                BrokersOf = options.BrokersOf,
                TimeLimit = s_timeLimit,
            })));
        }

        Approve();
    }

    [Fact]
    public void Advise_OddClusters_IsTheApprovedAdvice()
    {
        foreach (var seed in Seeds(1, 25, longest: [2, 7, 11, 14, 17, 23, 24]))
        {
            var request = OddCluster.Create(seed, PlanOptions.Default with { TimeLimit = s_timeLimit });
            var (add, remove) = ((int)seed % 3, seed % 3 == 0 ? (int)seed % 2 : 0);
            Add($"{seed}", request, () => GoldenLine.Of(s_planner.Advise(new(request) { Add = add, Remove = remove, Choices = 2 })));
        }

        Approve();
    }

    [Fact]
    public void Frontier_OddClusters_IsTheApprovedFrontier()
    {
        foreach (var seed in Seeds(101, 125, longest: [101, 105, 109, 110, 112, 116]))
        {
            var options = PlanOptions.Default with
            {
                Aim = seed % 4 == 0 ? PlanAim.Repair : PlanAim.Balance,
                Solver = seed % 2 == 0 ? SolverChoice.Auto : SolverChoice.Fast,
                TimeLimit = s_timeLimit,
            };
            var request = OddCluster.Create(seed, options);
            Add($"{seed}", request, () => GoldenLine.Of(s_planner.Frontier(request, 4)));
        }

        Approve();
    }

    // Searches that go on for a second and more on an idle machine are left out: all of this runs for every change of the code.
    private static IEnumerable<ulong> Seeds(ulong first, ulong last, ulong[] longest)
    {
        for (var seed = first; seed <= last; seed++)
        {
            if (!longest.Contains(seed))
            {
                yield return seed;
            }
        }
    }

    private void Plan(string name, PlanRequest request)
    {
        request = request with { Options = request.Options with { TimeLimit = s_timeLimit } };
        Add(name, request, () => GoldenLine.Of(s_planner.Plan(request)));
    }

    private void Add(string name, PlanRequest request, Func<string> answer) => _text.Append(GoldenLine.Of(name, request, answer));

    private void Approve() => _text.ToString().ShouldMatchApproved(
        c => c.NoDiff().SubFolder("Approved").LocateTestMethodUsingAttribute<FactAttribute>());
}
