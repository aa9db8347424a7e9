using System.Runtime.CompilerServices;

namespace Rebalancer;

/// <summary>What is wrong with the values of an options object: collected first, so that all of it is told at once.</summary>
/// <remarks>Part of both libraries. Each problem names the property, its value and what it may be.</remarks>
internal sealed class OptionProblems
{
    private readonly List<string> _problems = [];

    public void AtLeast<T>(T value, T least, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : IComparable<T> => Require(value.CompareTo(least) >= 0, value, $"at least {Text(least)}", name);

    public void MoreThan<T>(T value, T limit, string? why = null, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : IComparable<T> =>
        Require(value.CompareTo(limit) > 0, value, $"more than {Text(limit)}{(why is null ? "" : $", since {why}")}", name);

    public void Between<T>(T value, T least, T most, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : IComparable<T> =>
        Require(value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0, value, $"from {Text(least)} to {Text(most)}", name);

    /// <summary>A rule over several values.</summary>
    public void Require(bool isMet, string problem)
    {
        if (!isMet)
        {
            _problems.Add(problem);
        }
    }

    public void Require<T>(bool isMet, T value, string range, string name) =>
        Require(isMet, $"{name} is {Text(value)}; it must be {range}.");

    /// <summary>The problems of a part that has a check of its own.</summary>
    public void AddFrom(Action validate)
    {
        try
        {
            validate();
        }
        catch (InputException e)
        {
            _problems.Add(e.Message);
        }
    }

    /// <exception cref="InputException">There is a problem; the message names all of them.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
        {
            throw new InputException(string.Join(' ', _problems));
        }
    }

    private static string Text<T>(T value) => FormattableString.Invariant($"{value}");
}
