using k8s;
using k8s.Models;
using Rebalancer.TestKit;

namespace Rebalancer.Distribution.Tests.Kubernetes;

/// <summary>The examples for Kubernetes, read strictly: what the API's types do not know, or know as another type, is an error.</summary>
internal static class Manifests
{
    private static readonly Dictionary<string, Type> s_types = new()
    {
        ["v1/PersistentVolumeClaim"] = typeof(V1PersistentVolumeClaim),
        ["batch/v1/Job"] = typeof(V1Job),
        ["batch/v1/CronJob"] = typeof(V1CronJob),
    };

    /// <summary>The files, as paths relative to the repository.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. RepositoryFiles.All(".yaml").Where(f => f.StartsWith("examples/kubernetes/", StringComparison.Ordinal))];

    /// <summary>The objects of a manifest's text.</summary>
    public static IReadOnlyList<object> Parse(string yaml) => KubernetesYaml.LoadAllFromString(yaml, s_types, strict: true);

    /// <summary>The objects of a file.</summary>
    public static IReadOnlyList<object> Read(string file) => Parse(File.ReadAllText(RepositoryFiles.Find(file)));

    /// <summary>The pods that a file's jobs run.</summary>
    public static IEnumerable<V1PodSpec> Pods(string file) =>
        Read(file)
            .Select(o => (o as V1Job)?.Spec ?? (o as V1CronJob)?.Spec.JobTemplate.Spec).OfType<V1JobSpec>().Select(s => s.Template.Spec);
}
