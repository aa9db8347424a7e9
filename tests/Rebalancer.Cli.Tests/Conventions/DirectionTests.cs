using Rebalancer.Cli.Application;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Cli.Tests.Conventions;

/// <summary>No two folders point at each other, at any depth.</summary>
public sealed class DirectionTests
{
    [Fact]
    public void Cli_FoldersHaveNoCircles() => FolderCircles.Find(typeof(CliApplication).Assembly).ShouldBeEmpty();
}
