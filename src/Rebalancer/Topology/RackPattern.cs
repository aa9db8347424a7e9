using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Rebalancer.Topology;

/// <summary>
/// Reads rack dimensions out of <c>broker.rack</c> by a regular expression: every named group is one dimension, in the order of the
/// pattern.
/// </summary>
/// <remarks>
/// Groups named <c>fd</c> and <c>ud</c> become the fault domain and the update domain; any other group names its dimension itself. Upper
/// and lower case are
/// the same to the pattern; it may match anywhere in the rack unless it is anchored. Immutable and safe to share between threads.
/// </remarks>
public sealed class RackPattern
{
    /// <summary>The expression of <see cref="Default"/>.</summary>
    public const string DefaultExpression = @"^" + Around + "(?:" + Fd + Between + Ud + "|" + Ud + Between + Fd + ")" + Around + "$";

    private const string Fd = @"(?:fd|fault[-_ ]?domain)[-_ =:""']*0*(?<fd>\d+)";

    private const string Ud = @"(?:ud|up(?:date|grade)[-_ ]?domain)[-_ =:""']*0*(?<ud>\d+)";

    private const string Between = @"[-_/ .,:;|+(){}\[\]""']*";

    private const string Around = @"[\s/(){}\[\]""']*";

    // Ample for any sensible rack; only an expression that backtracks without end gets here.
    private static readonly TimeSpan s_matchTimeout = TimeSpan.FromSeconds(2);

    private readonly Regex _regex;
    private readonly ImmutableArray<string> _groups;

    /// <summary>Creates a pattern.</summary>
    /// <param name="expression">A .NET regular expression with at least one named group, such as
    /// <c>(?&lt;region&gt;\w+)-(?&lt;zone&gt;\d)</c>.</param>
    /// <exception cref="InputException">The expression is not a regular expression or has no named group.</exception>
    public RackPattern([StringSyntax(StringSyntaxAttribute.Regex)] string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        Expression = expression;
        try
        {
            _regex = new Regex(expression, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, s_matchTimeout);
        }
        catch (ArgumentException e)
        {
            throw new InputException(
                $"The rack pattern {InputText.Quote(expression)} is not a regular expression: {InputText.OneLine(e.Message)}", e);
        }

        // Regex numbers its named groups after the unnamed ones, from left to right.
        _groups = [.. _regex.GetGroupNames().Where(name => !char.IsAsciiDigit(name[0]))];
        if (_groups.IsEmpty)
        {
            throw new InputException(
                $"The rack pattern {InputText.Quote(expression)} has no named group. Perhaps "
                    + $"{InputText.Quote("FD(?<fd>\\d+)UD(?<ud>\\d+)")}: every named group is one dimension.");
        }

        Dimensions = [.. _groups.Select(RackDimensionNames.Of)];
    }

    /// <summary>
    /// Reads fault and update domain in any usual writing, in either order, upper or lower case: FD0UD1, /fd0/ud1, fd-0-ud-1, FD0:UD1,
    /// fd0.ud1, UD1FD0, fd=0,ud=1, FaultDomain0/UpdateDomain1, in quotes or brackets such as {"fd":0,"ud":1} and [FD0][UD1].
    /// </summary>
    public static RackPattern Default { get; } = new(DefaultExpression);

    /// <summary>The regular expression.</summary>
    public string Expression { get; }

    /// <summary>The dimensions that the pattern reads, in its order.</summary>
    public ImmutableArray<RackDimension> Dimensions { get; }

    /// <summary>Reads a rack.</summary>
    /// <param name="rack">The value of <c>broker.rack</c>.</param>
    /// <param name="domains">One entry a dimension; null where its (optional) group took no part in the match.</param>
    /// <returns>False where the pattern does not match or matches without any domain.</returns>
    /// <exception cref="InputException">The pattern takes too long on this rack.</exception>
    public bool TryRead(string rack, out ImmutableArray<string?> domains)
    {
        ArgumentNullException.ThrowIfNull(rack);
        Match match;
        try
        {
            match = _regex.Match(rack);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new InputException(
                $"The rack pattern {InputText.Quote(Expression)} takes too long on the rack {InputText.Quote(rack)}. Perhaps it nests "
                    + "repetitions, such as (a+)+.", e);
        }

        domains = match.Success
            ? [.. _groups.Select(name => match.Groups[name] is { Success: true, Length: > 0 } group ? group.Value : null)] : [];
        return domains.Any(domain => domain is not null);
    }
}
