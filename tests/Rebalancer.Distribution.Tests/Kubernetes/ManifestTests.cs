using System.Collections.Immutable;
using System.Runtime.InteropServices;
using k8s.Models;
using Rebalancer.Distribution.Tests.Archives;
using Rebalancer.Kafka.Simulator;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;
using YamlDotNet.Core;

namespace Rebalancer.Distribution.Tests.Kubernetes;

/// <summary>examples/kubernetes fits the Kubernetes API, keeps to its restricted security standard, and does what it says.</summary>
public sealed class ManifestTests
{
    public static TheoryData<string> Files => [.. Manifests.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void Manifest_FitsTheApi(string file) => Manifests.Read(file).ShouldNotBeEmpty();

    [Theory]
    [InlineData("  backoffLimits: 1")]
    [InlineData("  backoffLimit: many")]
    [InlineData("  backoffLimit: 1\n  backoffLimit: 2")]
    public void Manifest_WithAMistake_DoesNotFit(string line) =>
        Should.Throw<YamlException>(() => Manifests.Parse($"apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: j\nspec:\n{line}\n"));

    [Theory]
    [MemberData(nameof(Files))]
    public void Pods_AreRestricted(string file)
    {
        foreach (var pod in Manifests.Pods(file))
        {
            pod.RestartPolicy.ShouldBe("Never");
            pod.AutomountServiceAccountToken.ShouldBe(false);
            pod.SecurityContext.RunAsNonRoot.ShouldBe(true);
            pod.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault");
            foreach (var container in pod.Containers)
            {
                container.Image.ShouldEndWith($":{Artifacts.Version}");
                container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false);
                container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true);
                container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"]);
                container.VolumeMounts.Select(m => m.Name).ShouldBeSubsetOf(pod.Volumes.Select(v => v.Name));
            }
        }
    }

    [Fact]
    public async Task Examples_PlanApplyAndCheck_OnASimulatedCluster()
    {
        using var directory = new TemporaryDirectory();
        var program = Path.Combine(new PublishedArchive(RuntimeInformation.RuntimeIdentifier).UnpackInto(directory.Path), "rebalancer");
        using var cluster = new SimulatedCluster();
        for (var id = 1; id <= 4; id++)
        {
            cluster.AddBroker(id, $"rack{id % 2}");
        }

        cluster.AddTopic("orders", 1000, [1, 3], [2, 4], [3, 1]);
        await using var server = SimulatedClusterServer.Start(cluster);

        (await Run("check-cronjob.yaml")).ExitCode.ShouldBe(3, "each partition has one rack only");
        (await Run("plan-job.yaml")).ShouldSucceed();
        (await Run("apply-job.yaml")).ShouldSucceed();
        (await Run("check-cronjob.yaml")).ShouldSucceed();

        Task<ProcessRun> Run(string name)
        {
            var container = Manifests.Pods($"examples/kubernetes/{name}").ShouldHaveSingleItem().Containers.ShouldHaveSingleItem();
            var environment = container.Env.ToDictionary(e => e.Name, e => e.Value);
            environment["REBALANCER_BOOTSTRAP_SERVER"] = server.BootstrapServers;
            environment["REBALANCER_COMMAND_CONFIG"] = directory.Write("client.properties", "");
            return ProcessRun.Of(
                [program, .. container.Args.Select(a => a.Replace("/work", directory.Path, StringComparison.Ordinal))],
                directory.Path, environment);
        }
    }
}
