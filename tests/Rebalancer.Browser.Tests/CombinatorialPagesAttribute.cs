using System.Reflection;
using Microsoft.Playwright;
using Xunit.Sdk;
using Xunit.v3;

namespace Rebalancer.Browser.Tests;

/// <summary>Each page at each width in each colour scheme.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CombinatorialPagesAttribute(params string[] names) : DataAttribute
{
    private static readonly int[] s_widths = [400, 1000, 1600];

    /// <summary>The names of the pages.</summary>
    public IReadOnlyList<string> Names => names;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) => new(
    [
        .. from name in names
           from width in s_widths
           from scheme in new[] { ColorScheme.Light, ColorScheme.Dark }
           select new TheoryDataRow<string, int, ColorScheme>(name, width, scheme),
    ]);

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
