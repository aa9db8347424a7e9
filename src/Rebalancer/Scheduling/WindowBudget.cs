using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Scheduling;

/// <summary>Finds what can be done within a window of time: a budget of bytes, by planning and estimating in turn.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public static class WindowBudget
{
    /// <summary>Plans that are made at most; they share the time limit of the request.</summary>
    private const int MostPlans = 7;

    /// <summary>Filled to this share a window is full.</summary>
    private const double FullEnough = 0.95;

    /// <summary>Finds the largest budget whose plan is carried out within the window, as far as a few plans find it.</summary>
    /// <param name="planner">Makes the plans.</param>
    /// <param name="request">What is to be planned; its own budget still holds.</param>
    /// <param name="window">How long carrying it out may take; positive.</param>
    /// <param name="options">How it is carried out; the throttle must be given.</param>
    /// <param name="progress">Told the name of each step when it starts; may be null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The budget, its plan and how long that takes. Where everything fits the budget is the request's own.</returns>
    /// <exception cref="InputException">
    /// The window is not positive, no throttle is given, or sizes of partitions that would be copied are not known.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static WindowPlan Find(
        IPlanner planner,
        PlanRequest request,
        TimeSpan window,
        CopyOptions options,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(planner);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        if (window <= TimeSpan.Zero)
        {
            throw new InputException($"The window is {window}; it must be positive.");
        }

        if (options.Throttle is null)
        {
            throw new InputException("A window of time says how much can be copied only together with a throttle.");
        }

        var limit = request.Options.TimeLimit;
        var share = Math.Min(limit.Ticks, Math.Max(TimeSpan.TicksPerSecond, limit.Ticks / MostPlans));
        request = request with { Options = request.Options with { TimeLimit = new TimeSpan(share) } };
        options = options with { Rates = [], Topology = request.Topology };
        var whole = Plan(null);
        if (UnknownSizes.Sentence(whole.Outcome.Changes, "a window") is { } sentence)
        {
            throw new InputException(sentence);
        }

        if (whole.Time <= window)
        {
            return whole;
        }

        var (least, tooMuch, guess) = (0L, whole.Bytes, Scaled(whole, window));
        WindowPlan? best = null;
        for (var plans = 2; plans < MostPlans && guess > least && guess < tooMuch; plans++)
        {
            var plan = Plan(guess);
            if (plan.Time > window)
            {
                tooMuch = guess;
                guess = Math.Max(Scaled(plan, window), least + (tooMuch - least) / 2);
                continue;
            }

            (best, least) = (plan, guess);
            if (plan.Time >= window * FullEnough)
            {
                break;
            }

            guess = least + (tooMuch - least) / 2;
        }

        return best ?? Plan(0);

        WindowPlan Plan(long? bytes)
        {
            var own = request.Options.Budget;
            var budget = bytes is { } most ? own with { Bytes = Math.Min(most, own.Bytes ?? long.MaxValue) } : own;
            var outcome = planner.Plan(request with { Options = request.Options with { Budget = budget } }, progress, cancellationToken);
            outcome = outcome with { Notes = [.. outcome.Notes.Select(WholeLimit)] };
            return new WindowPlan(budget, outcome, Estimate(request, outcome, options, cancellationToken));
        }

        // The limit that was given is told, not only the share that nobody asked for.
        PlanNote WholeLimit(PlanNote note) => note.Code != PlanNote.TimeLimitCode ? note : note with
        {
            Text = string.Create(
                CultureInfo.InvariantCulture,
                $"This plan reached its share, {TimeSpan.FromTicks(share).TotalSeconds:0.#} s, of the time limit of ")
                + string.Create(CultureInfo.InvariantCulture, $"{limit.TotalSeconds:0.###} s, as a window takes up to {MostPlans} plans: ")
                + "it is the best one found by then, and another machine may find a different one.",
        };
    }

    private static MoveEstimate? Estimate(
        PlanRequest request, PlanOutcome outcome, CopyOptions options, CancellationToken cancellationToken)
    {
        var copied = outcome.Changes.Where(c => c.MoveCount > 0).ToDictionary(c => c.TopicPartition);
        var live = request.Snapshot.Brokers.Select(b => b.Id).ToHashSet();
        ImmutableArray<Copy> copies =
        [
            .. from topic in request.Snapshot.Topics
               from partition in topic.Partitions
               let change = copied.GetValueOrDefault(new TopicPartition(topic.Name, partition.Partition))
               where change is not null
               select new Copy(change, live.Contains(partition.Leader) ? partition.Leader : PartitionSnapshot.NoLeader),
        ];
        return CopyEstimator.Estimate(copies, options, cancellationToken);
    }

    private static long Scaled(WindowPlan plan, TimeSpan window) => (long)(plan.Bytes * (window / plan.Time) * FullEnough);
}

/// <summary>What fits into a window of time.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Budget">The budget.</param>
/// <param name="Outcome">The plan within it.</param>
/// <param name="Estimate">How long the plan takes; null where it copies nothing.</param>
public sealed record WindowPlan(MoveBudget Budget, PlanOutcome Outcome, MoveEstimate? Estimate)
{
    /// <summary>How long the plan takes.</summary>
    public TimeSpan Time => Estimate?.Told.Whole ?? TimeSpan.Zero;

    /// <summary>Bytes that the plan copies.</summary>
    public long Bytes => Outcome.Changes.Sum(c => c.MoveCount * c.Size.BytesOrZero);
}
