namespace Rebalancer;

/// <summary>What <see cref="IPlanner.Advise"/> is asked: where new brokers do most good, or which brokers can best be spared.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Plan">
/// The cluster, its topology and how it would be planned: <see cref="PlanAim.Balance"/>, without limits of moves and without replacements.
/// The time limit is for all that is looked at together.
/// </param>
public sealed record AdviceRequest(PlanRequest Plan)
{
    /// <summary>How many brokers can be added or taken away in one question.</summary>
    public const int MaxBrokers = 20;

    /// <summary>How many choices can be planned at most.</summary>
    public const int MaxChoices = 50;

    /// <summary>Gets how many brokers are to be added.</summary>
    /// <value>The default is 0. Not together with <see cref="Remove"/>; at most <see cref="MaxBrokers"/>.</value>
    public int Add { get; init; }

    /// <summary>Gets how many brokers are to be taken away.</summary>
    /// <value>The default is 0. At most <see cref="MaxBrokers"/>.</value>
    public int Remove { get; init; }

    /// <summary>Gets how many choices are planned and listed.</summary>
    /// <value>The default is 5, from 1 to <see cref="MaxChoices"/>.</value>
    public int Choices { get; init; } = 5;

    /// <summary>Checks all values.</summary>
    /// <exception cref="InputException">
    /// A number is out of range, or the options do not go with advice; the message names all of them.
    /// </exception>
    public void Validate()
    {
        var options = Plan.Options;
        var problems = new OptionProblems();
        problems.AddFrom(options.Validate);
        problems.Between(Add, 0, MaxBrokers);
        problems.Between(Remove, 0, MaxBrokers);
        problems.Between(Choices, 1, MaxChoices);
        problems.Require(
            Add == 0 || Remove == 0, "Ask either which brokers to add (--add) or which to remove (--remove), not both.");
        problems.Require(
            options.Aim == PlanAim.Balance && !options.Force && options.Budget.IsUnlimited && options.Replacements.IsEmpty,
            "Advice is for the aim of balance, without force, limits and replacements.");
        problems.ThrowIfAny();
    }
}
