using System.Reflection;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Conventions;

/// <summary>The examples in the libraries' documentation compile as they stand, with nothing but the usual usings before them.</summary>
public sealed class DocumentationExampleTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.Extensions.DependencyInjection;
        using Rebalancer;
        using Rebalancer.Kafka;

        """;

    private static readonly Type[] s_mainTypes =
    [
        typeof(ClusterSnapshot), typeof(SnapshotFile), typeof(TopologyResolver), typeof(PlanOptions), typeof(Planner), typeof(PlanOutcome),
        typeof(PlanVerifier), typeof(PlanDirectory), typeof(ClientProperties), typeof(ClusterReader), typeof(ExecutionOptions),
        typeof(Executor), typeof(Microsoft.Extensions.DependencyInjection.RebalancerServiceCollectionExtensions),
    ];

    [Fact]
    public void MainTypes_HaveAnExample() => s_mainTypes.Select(t => $"T:{t.FullName}").ShouldBeSubsetOf(Examples().Select(e => e.Member));

    [Fact]
    public void Examples_Compile()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)).ToArray();
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);

        foreach (var (member, code) in Examples())
        {
            var tree = CSharpSyntaxTree.ParseText(Usings + code, cancellationToken: TestContext.Current.CancellationToken);
            CSharpCompilation.Create("Example", [tree], references, options)
                .GetDiagnostics(TestContext.Current.CancellationToken)
                .Where(d => d.Severity >= DiagnosticSeverity.Warning).ShouldBeEmpty(member);
        }
    }

    private static IEnumerable<(string Member, string Code)> Examples() =>
        from assembly in (Assembly[])[typeof(Planner).Assembly, typeof(Executor).Assembly]
        from member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
        from code in member.Descendants("example").Descendants("code")
        select (member.Attribute("name")!.Value, code.Value);
}
