using Rebalancer.Planning;

namespace Rebalancer.Plans;

/// <summary>The words that files, reports and options use for the planner's choices.</summary>
internal static class PlanWords
{
    public static string Of(PlanAim aim) => aim switch
    {
        PlanAim.Balance => "balance",
        PlanAim.Repair => "repair",
        PlanAim.Leaders => "leaders",
        _ => throw new ArgumentOutOfRangeException(nameof(aim), aim, null),
    };

    public static string Of(SolverChoice solver) => solver switch
    {
        SolverChoice.Auto => "auto",
        SolverChoice.Fast => "fast",
        SolverChoice.CpSat => "cp-sat",
        _ => throw new ArgumentOutOfRangeException(nameof(solver), solver, null),
    };

    public static string Of(SpreadPolicy spread) => spread switch
    {
        SpreadPolicy.Required => "required",
        SpreadPolicy.Preferred => "preferred",
        _ => throw new ArgumentOutOfRangeException(nameof(spread), spread, null),
    };

    public static string Of(PlanNoteKind kind) => kind switch
    {
        PlanNoteKind.Warning => "warning",
        PlanNoteKind.Reason => "reason",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The value of <typeparamref name="T"/> whose word is <paramref name="word"/>, or null.</summary>
    public static T? Find<T>(string? word, Func<T, string> wordOf)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (wordOf(value) == word)
            {
                return value;
            }
        }

        return null;
    }
}
