using System.Collections.Immutable;
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
        while (search.Size < size && search.Extend())
        {
            _budget.ThrowIfCancelled();
        }

        return new()
        {
            Present = present,
            Choices = size == 0 ? [] : [.. PlanBest(offer, search)],
            ComparedCount = search.ComparedCount,
            AllCompared = search.IsComplete,
            SmallestChanges = [.. SmallestChanges()],
        };
    }

    /// <summary>The best choices, ordered by their score and then by the moves that their plans need.</summary>
    private IEnumerable<AdvisedChoice> PlanBest(BrokerChoices offer, ChoiceSearch search)
    {
        var planned = new List<(AdvisedChoice Choice, AdviceScore Score)>();
        foreach (var (choice, score) in search.Best.Take(_request.Choices))
        {
            _progress?.Report($"plan {planned.Count + 1} of {Math.Min(_request.Choices, search.Best.Count)}");
            var request = offer.With(choice);
            planned.Add((new(offer.Brokers(choice), request, Plan(request)), score));
            if (_budget.IsOver)
            {
                break;
            }
        }

        return planned.OrderBy(p => p.Score).ThenBy(p => p.Choice.Plan.MoveCount).Select(p => p.Choice);
    }

    private PlanOutcome Plan(PlanRequest request)
    {
        var left = _budget.Left > TimeSpan.FromMilliseconds(1) ? _budget.Left : TimeSpan.FromMilliseconds(1);
        return new PlanBuilder(
            request with { Options = request.Options with { TimeLimit = left } }, null, _budget.CancellationToken).Build();
    }

    private IEnumerable<SmallestChange> SmallestChanges()
    {
        var now = AdviceScore.Of(_request.Plan, _budget);
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
