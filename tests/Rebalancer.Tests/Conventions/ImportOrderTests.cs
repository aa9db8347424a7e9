using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Conventions;

/// <summary>
/// Imports stand in order, System first. <c>dotnet format style</c> says so too, but runs every analyzer again for it, which the build has
/// done: a minute and a half against a second.
/// </summary>
public sealed class ImportOrderTests
{
    [Fact]
    public void Code_HasImportsInOrder()
    {
        var files = RepositoryFiles.All(".cs").ToArray();

        files.Length.ShouldBeGreaterThan(100);
        files.Where(path => !AreInOrder(File.ReadAllLines(RepositoryFiles.Find(path)))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(true, "using System;", "using System.Text;", "using Abc;", "using Abc.D;", "", "namespace X;")]
    [InlineData(false, "using Abc;", "using System;")]
    [InlineData(false, "using Abc.D;", "using Abc;")]
    [InlineData(true, "using Systematic;", "using Zebra;")]
    [InlineData(true, "using Abc;", "using static Abc.C;", "using T = System.Int32;")]
    [InlineData(true, "using B;", "", "namespace X;", "using A;")]
    public void AreInOrder_KnowsTheOrder(bool expected, params string[] lines) => AreInOrder(lines).ShouldBe(expected);

    private static bool AreInOrder(string[] lines)
    {
        string[] names =
        [
            .. lines.TakeWhile(line => !line.StartsWith("namespace ", StringComparison.Ordinal))
                .Where(line => line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains('=', StringComparison.Ordinal))
                .Where(line => !line.StartsWith("using static ", StringComparison.Ordinal) && !line.Contains('(', StringComparison.Ordinal))
                .Select(line => line["using ".Length..].TrimEnd(';')),
        ];
        return names.SequenceEqual(names.OrderBy(name => name != "System" && !name.StartsWith("System.", StringComparison.Ordinal))
            .ThenBy(name => name, StringComparer.OrdinalIgnoreCase));
    }
}
