using Google.OrTools.Sat;
using Rebalancer.Planning.Leaders;
using Rebalancer.Planning.Problem;

namespace Rebalancer.Planning.WholeCluster;

/// <summary>
/// The variables of <see cref="WholeClusterModel"/>: how many partitions of a group take each set, and by whom these are led.
/// </summary>
internal sealed class WholeClusterVariables
{
    private readonly CpModel _model;
    private readonly PlanningProblem _problem;
    private readonly List<AnswerGroup> _groups;
    private readonly List<IntVar[]> _taken = [];
    private readonly List<IntVar[][]> _led = [];
    private readonly int[] _groupOf;
    private readonly bool _leadersMayStay;

    /// <summary>Creates the variables of the sets; those of the leaders when they are first asked for.</summary>
    /// <param name="model">Where they are created.</param>
    /// <param name="problem">The cluster.</param>
    /// <param name="groups">The groups of like partitions.</param>
    /// <param name="leadersMayStay">Whether a partition that stays, led by a replica that is to leave, keeps this leader.</param>
    public WholeClusterVariables(CpModel model, PlanningProblem problem, List<AnswerGroup> groups, bool leadersMayStay)
    {
        _leadersMayStay = leadersMayStay;
        _model = model;
        _problem = problem;
        _groups = groups;
        _groupOf = new int[problem.PartitionCount];
        Array.Fill(_groupOf, -1);
        for (var g = 0; g < groups.Count; g++)
        {
            var size = groups[g].Partitions.Length;
            _taken.Add([.. groups[g].Answers.Select(_ => size == 1 ? model.NewBoolVar("") : model.NewIntVar(0, size, ""))]);
            model.Add(LinearExpr.Sum(_taken[g]) == size);
            foreach (var p in groups[g].Partitions)
            {
                _groupOf[p] = g;
            }
        }
    }

    /// <summary>Whether every set has a leader that may be chosen, so that their number is the same in all plans.</summary>
    public bool EveryoneIsLed => _groups.All(g => g.Answers.All(a => LeadersOf(g, a).Length > 0));

    /// <summary>Replicas that are copied.</summary>
    public LinearExpr Moves() => Sum((_, answer) => answer.Moves);

    /// <summary>Bytes that are copied; partitions of a group have one size where this is asked.</summary>
    public LinearExpr Bytes() => Sum((group, answer) => answer.Moves * _problem.Sizes[group.Sample]);

    /// <summary>A goal that each set has a part in: leaving replicas, missing replicas, missing domains, evenness.</summary>
    public LinearExpr Sum(Goal goal) => Sum((_, answer) => PartOf(goal, answer));

    /// <summary>The value of a plan in such a goal.</summary>
    public long ValueOf(Goal goal, Placement placement)
    {
        long sum = 0;
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            if (_groupOf[p] >= 0)
            {
                sum += PartOf(goal, _groups[_groupOf[p]].Answers[AnswerOf(placement, p)]);
            }
        }

        return sum;
    }

    /// <summary>The sum of squares of the replicas per broker.</summary>
    public LinearExpr Balance()
    {
        var units = Units();
        for (var g = 0; g < _groups.Count; g++)
        {
            for (var a = 0; a < _taken[g].Length; a++)
            {
                foreach (var b in _groups[g].Answers[a].Brokers)
                {
                    units[b].Add(_taken[g][a]);
                }
            }
        }

        return SquaresEncoding.Sum(_model, ReplicaCounts.Fixed(_problem), units, MovableCount);
    }

    /// <summary>The sum of squares of the leaders per broker.</summary>
    public LinearExpr LeaderBalance()
    {
        AddLeaders();
        var loads = new int[_problem.BrokerCount];
        for (var p = 0; p < _problem.PartitionCount; p++)
        {
            if (!_problem.Movable[p] && _problem.CountsAsLed(p))
            {
                loads[FirstJudged(p)]++;
            }
        }

        var units = Units();
        ForEachLeader((_, answer, i, variable) => units[answer.Brokers[i]].Add(variable));
        for (var g = 0; g < _groups.Count; g++)
        {
            for (var a = 0; a < _led[g].Length; a++)
            {
                if (KeepsLeaver(_groups[g], _groups[g].Answers[a])
                    && _problem.LedByDraining?[_groups[g].Sample] != true
                    && FirstJudged(_groups[g].Sample) is >= 0 and var leader)
                {
                    units[leader].Add(_taken[g][a]);
                }
            }
        }

        return SquaresEncoding.Sum(_model, loads, units, MovableCount);
    }

    /// <summary>Changes of the preferred leader.</summary>
    public LinearExpr LeaderChanges()
    {
        AddLeaders();
        var changes = new List<LinearExpr> { LinearExpr.Constant(0) };
        ForEachLeader((group, answer, i, variable) =>
        {
            if (answer.Brokers[i] != _problem.PreferredLeader(group.Sample))
            {
                changes.Add(variable);
            }
        });
        for (var g = 0; g < _groups.Count; g++)
        {
            for (var a = 0; a < _led[g].Length; a++)
            {
                if (_groups[g].Answers[a] is { Brokers: [] } answer && ((answer.Kept | answer.Leaving) & 1) == 0)
                {
                    changes.Add(_taken[g][a]);
                }
            }
        }

        return LinearExpr.Sum(changes);
    }

    /// <summary>Whether every partition has one of its sets.</summary>
    public bool Allow(Placement placement) =>
        Enumerable.Range(0, _problem.PartitionCount).All(p => _groupOf[p] < 0 || AnswerOf(placement, p) >= 0);

    /// <summary>Starts the next search from a plan.</summary>
    public void Hint(Placement placement, LeaderResult leaders)
    {
        _model.ClearHints();
        for (var g = 0; g < _groups.Count; g++)
        {
            var counts = new int[_taken[g].Length];
            var ledBy = _groups[g].Answers.Select(a => new int[a.Brokers.Length]).ToArray();
            foreach (var p in _groups[g].Partitions)
            {
                if (AnswerOf(placement, p) is not (>= 0 and var a))
                {
                    return;
                }

                counts[a]++;
                var leader = Array.IndexOf(_groups[g].Answers[a].Brokers, placement.Brokers[leaders.LeaderSlot[p]]);
                if (leader >= 0 && !KeepsLeaver(_groups[g], _groups[g].Answers[a]))
                {
                    ledBy[a][leader]++;
                }
            }

            for (var a = 0; a < counts.Length; a++)
            {
                _model.AddHint(_taken[g][a], counts[a]);
                for (var i = 0; _led.Count > 0 && i < _led[g][a].Length; i++)
                {
                    _model.AddHint(_led[g][a][i], ledBy[a][i]);
                }
            }
        }
    }

    /// <summary>The plan of a solution: of like partitions the smallest take the sets with most copies.</summary>
    public (Placement Placement, int[] LeaderSlot) Read(CpSolver solver)
    {
        var placement = Placement.Present(_problem);
        var leaderSlot = _problem.Offsets[..^1];
        for (var g = 0; g < _groups.Count; g++)
        {
            var next = 0;
            foreach (var a in Enumerable.Range(0, _taken[g].Length).OrderByDescending(a => _groups[g].Answers[a].Moves).ThenBy(a => a))
            {
                var left = _led.Count == 0 ? [] : _led[g][a].Select(v => solver.Value(v)).ToArray();
                for (var count = solver.Value(_taken[g][a]); count > 0; count--)
                {
                    var p = _groups[g].Partitions[next++];
                    Take(placement, p, _groups[g].Answers[a]);
                    var leader = Array.FindIndex(left, x => x > 0);
                    if (leader >= 0)
                    {
                        left[leader]--;
                        leaderSlot[p] += placement.Of(p).IndexOf(_groups[g].Answers[a].Brokers[leader]);
                    }
                }
            }
        }

        return (placement, leaderSlot);
    }

    private static long PartOf(Goal goal, Answer answer) =>
        goal == Goal.Leaving ? answer.LeavingCount
        : goal == Goal.MissingReplicas ? answer.Missing
        : goal == Goal.Spread ? answer.MissingDomains
        : goal == Goal.Evenness ? answer.Excess
        : throw new ArgumentOutOfRangeException(nameof(goal), goal, "The goal is no sum over sets.");

    private static void Take(Placement placement, int p, Answer answer)
    {
        var slots = placement.Of(p);
        var next = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            if (((answer.Kept | answer.Leaving) >> i & 1) == 0)
            {
                slots[i] = next < answer.Arrivals.Length ? answer.Arrivals[next++] : PlanningProblem.None;
            }
        }
    }

    /// <summary>The index of the set that a plan gives a partition, or -1.</summary>
    private int AnswerOf(Placement placement, int p)
    {
        var slots = placement.Of(p);
        var (kept, leaving, arrivals) = (0, 0, new List<int>());
        for (var i = 0; i < slots.Length; i++)
        {
            if (Placement.IsLeaving(slots[i]))
            {
                leaving |= 1 << Placement.PlaceOfLeaving(slots[i]);
            }
            else if (slots[i] >= 0)
            {
                var place = _problem.PresentOf(p).IndexOf(slots[i]);
                kept |= place >= 0 ? 1 << place : 0;
                if (place < 0)
                {
                    arrivals.Add(slots[i]);
                }
            }
        }

        arrivals.Sort();
        return _groups[_groupOf[p]].Answers.FindIndex(a => a.Kept == kept && a.Leaving == leaving && a.Arrivals.SequenceEqual(arrivals));
    }

    private LinearExpr Sum(Func<AnswerGroup, Answer, long> part)
    {
        var variables = new List<IntVar>();
        var parts = new List<long>();
        for (var g = 0; g < _groups.Count; g++)
        {
            for (var a = 0; a < _taken[g].Length; a++)
            {
                if (part(_groups[g], _groups[g].Answers[a]) is not 0 and var value)
                {
                    variables.Add(_taken[g][a]);
                    parts.Add(value);
                }
            }
        }

        return LinearExpr.WeightedSum(variables, parts);
    }

    private void AddLeaders()
    {
        if (_led.Count > 0)
        {
            return;
        }

        for (var g = 0; g < _groups.Count; g++)
        {
            var size = _groups[g].Partitions.Length;
            var group = _groups[g];
            _led.Add([.. group.Answers.Select(
                answer => LeadersOf(group, answer)
                    .Select(_ => (IntVar)(size == 1 ? _model.NewBoolVar("") : _model.NewIntVar(0, size, ""))).ToArray())]);
            for (var a = 0; a < _led[g].Length; a++)
            {
                if (_led[g][a].Length > 0)
                {
                    _model.Add(LinearExpr.Sum(_led[g][a]) == _taken[g][a]);
                }
            }
        }
    }

    /// <summary>Who may be chosen to lead a set.</summary>
    private int[] LeadersOf(AnswerGroup group, Answer answer) => KeepsLeaver(group, answer) ? [] : answer.Brokers;

    private bool KeepsLeaver(AnswerGroup group, Answer answer) =>
        _leadersMayStay && _problem.PreferredLeader(group.Sample) < 0
        && int.PopCount(answer.Kept | answer.Leaving) == _problem.Held[group.Sample] && answer.Arrivals.Length == 0;

    private int FirstJudged(int p) =>
        _problem.PresentOf(p).IndexOfAnyExcept(PlanningProblem.None) is >= 0 and var place
            ? _problem.PresentOf(p)[place]
            : PlanningProblem.None;

    private void ForEachLeader(Action<AnswerGroup, Answer, int, IntVar> visit)
    {
        for (var g = 0; g < _groups.Count; g++)
        {
            for (var a = 0; a < _led[g].Length; a++)
            {
                for (var i = 0; i < _led[g][a].Length; i++)
                {
                    visit(_groups[g], _groups[g].Answers[a], i, _led[g][a][i]);
                }
            }
        }
    }

    private List<IntVar>[] Units() => [.. Enumerable.Range(0, _problem.BrokerCount).Select(_ => new List<IntVar>())];

    private int MovableCount => _groups.Sum(g => g.Partitions.Length);
}
