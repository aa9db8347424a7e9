using System.Collections.Immutable;
using Rebalancer.Planning.Roles;
using Rebalancer.Planning.Search;

namespace Rebalancer.Planning;

/// <summary>Advises on brokers: compares choices by what they make possible, and plans the best of them.</summary>
internal sealed class AdviceBuilder
{
    // A change of more brokers than these is no small one.
    private const int MostForWish = 4;

    private readonly AdviceRequest _request;
    private readonly IProgress<string>? _progress;
    private readonly SearchBudget _budget;

    public AdviceBuilder(AdviceRequest request, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        _request = request;
        _progress = progress;
        _budget = new(request.Plan.Options.TimeLimit, null, cancellationToken);
    }

    public Advice Build()
    {
        _progress?.Report("the cluster as it is");
        var present = Plan(_request.Plan);
        var size = _request.Add > 0 ? _request.Add : _request.Remove;
        BrokerChoices offer = _request.Remove > 0 ? new SparedBrokers(_request.Plan, size) : new NewBrokers(_request.Plan);
        var search = new ChoiceSearch(offer, _budget);
        _progress?.Report("choices of brokers");
        var now = AdviceScore.Of(_request.Plan, _budget);
        var leftNow = _request.Remove > 0 ? now.Left : long.MaxValue; // new brokers leave nothing without a place
        var most = 0;
        while (search.Size < size && search.Extend())
        {
            _budget.ThrowIfCancelled();
            most = search.Best[0].Score.Left <= leftNow ? search.Size : most;
        }

        return new()
        {
            Present = present,
            Choices = size == 0 ? [] : [.. PlanBest(offer, search, leftNow)],
            WhyNone = offer is SparedBrokers spared && most < size ? WhyNone(spared, search, leftNow, most) : null,
            ComparedCount = search.ComparedCount,
            ChoiceCount = size == 0 ? 0 : offer.ChoicesOf(size),
            AllCompared = search.IsComplete,
            SmallestChanges = [.. SmallestChanges(now)],
        };
    }

    /// <summary>
    /// The best choices that can be carried out, ordered by their score and then by the moves that their plans need.
    /// </summary>
    /// <param name="offer">The brokers on offer.</param>
    /// <param name="search">The choices compared.</param>
    /// <param name="leftNow">The replicas that find no other place whatever is chosen.</param>
    private IEnumerable<AdvisedChoice> PlanBest(BrokerChoices offer, ChoiceSearch search, long leftNow)
    {
        var planned = new List<(AdvisedChoice Choice, AdviceScore Score)>();
        var best = search.Best.TakeWhile(x => x.Score.Left <= leftNow).Take(_request.Choices).ToList();
        foreach (var (choice, score) in best)
        {
            _progress?.Report($"plan {planned.Count + 1} of {best.Count}");
            var request = offer.With(choice);
            planned.Add((new(offer.Brokers(choice), request, Plan(request)), score));
            if (_budget.IsOver)
            {
                break;
            }
        }

        return planned.OrderBy(p => p.Score).ThenBy(p => p.Choice.Plan.MoveCount).Select(p => p.Choice);
    }

    /// <summary>Why no choice can be carried out: what the best one leaves without a place, and how many brokers could go.</summary>
    private static string WhyNone(SparedBrokers offer, ChoiceSearch search, long leftNow, int most)
    {
        var (choice, score) = search.Best[0];
        var request = offer.With(choice);
        var roles = BrokerRoles.Assign(request.Snapshot, request.Roles);
        var alone = new LeftAlone(request, roles);
        ProblemBuilder.Build(request, roles, alone);
        var brokers = search.Size == 1
            ? $"None of {InputText.Count(offer.LiveCount, "broker")}"
            : $"No {search.Size} of {InputText.Count(offer.LiveCount, "broker")}";
        return $"{brokers} {(search.IsComplete ? "can be taken away" : "were found that can be taken away")}"
            + $": at least {InputText.Count(score.Left - leftNow, "replica")} would find no other place"
            + $" ({(alone.TooFewBrokers() is { Length: > 0 } reason ? reason : "their partitions may not change")})."
            + (most > 0 ? $" {InputText.Count(most, "broker")} can be taken away." : "");
    }

    private PlanOutcome Plan(PlanRequest request)
    {
        var left = _budget.Left > TimeSpan.FromMilliseconds(1) ? _budget.Left : TimeSpan.FromMilliseconds(1);
        return new PlanBuilder(
            request with { Options = request.Options with { TimeLimit = left } }, null, _budget.CancellationToken).Build();
    }

    private IEnumerable<SmallestChange> SmallestChanges(AdviceScore now)
    {
        if (now.Shared > 0)
        {
            yield return Smallest(AdviceWish.OwnDomains, now.Shared, score => score.Shared == 0);
        }

        if (!now.IsEven)
        {
            yield return Smallest(AdviceWish.EqualLoads, 0, score => score.IsEven && score.Shared <= now.Shared);
        }
    }

    private SmallestChange Smallest(AdviceWish wish, long replicas, Func<AdviceScore, bool> isFulfilled)
    {
        _progress?.Report("the smallest change");
        var offer = new NewBrokers(_request.Plan);
        var search = new ChoiceSearch(offer, _budget);
        while (search.Size < MostForWish)
        {
            var fewerCompared = search.IsComplete;
            if (!search.Extend())
            {
                break;
            }

            foreach (var (choice, score) in search.Best)
            {
                if (isFulfilled(score))
                {
                    return new(wish, replicas, offer.Brokers(choice), fewerCompared);
                }
            }

            if (_budget.IsOver)
            {
                break;
            }
        }

        return new(wish, replicas, [], false);
    }
}
