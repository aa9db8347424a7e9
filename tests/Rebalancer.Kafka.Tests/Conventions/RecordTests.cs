using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Rebalancer.Cluster;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Conventions;

/// <summary>A record compares by content, or it is no record: the compiler compares arrays and lists by reference.</summary>
public sealed class RecordTests
{
    private static readonly Type[] s_public = [.. typeof(IClusterAdmin).Assembly.GetExportedTypes()];

    [Fact]
    public void PublicRecord_HoldsItems_ComparesThemItself() =>
        s_public.Where(t => HasCompilerMade(t, "Equals", t) && Fields(t).Any(f => IsItems(f.FieldType)))
            .Select(t => t.Name).ShouldBeEmpty();

    [Fact]
    public void PublicMember_IsNoValueTuple() =>
        s_public.SelectMany(t => t.GetProperties().Select(p => (Where: $"{t.Name}.{p.Name}", Type: p.PropertyType)))
            .Where(m => Contains(m.Type)).Select(m => m.Where).ShouldBeEmpty();

    [Fact]
    public void Equals_SameItemsInOtherArrays_AreEqual()
    {
        ShouldCompareByContent(i => new OngoingReassignment(new TopicPartition("t", 0), [1, 2, i], [i], [3]));
        ShouldCompareByContent(i => new ReassignmentChange(new TopicPartition("t", 0), [1, i]));
        ShouldCompareByContent(i => new PartitionDescription(0, 1, [1, 2], [1, i], []) { EligibleLeaderReplicas = [i] });
        ShouldCompareByContent(i => new TopicDescription(
            "t",
            null,
            null,
            [new PartitionDescription(0, 1, [1, i], [1], [])])
        { AuthorizedOperations = new HashSet<AclOperation> { AclOperation.Read } });
        ShouldCompareByContent(i => new BrokerLogDirs(
            1, null, [new LogDir("/d", null, 1, 1, false, [new ReplicaLog(new TopicPartition("t", i), 1, 0, false)])]));
        ShouldCompareByContent(i => new ConfigDescription(
            ConfigResource.Broker(1), null, new Dictionary<string, ConfigValue> { ["k"] = new($"{i}", ConfigSource.Default, false) }));
        ShouldCompareByContent(i => ExecutionOptions.Default with { CancelForeign = [new TopicPartition("t", i)] });
        ShouldCompareByContent(i => new ClientProperties { Warnings = [$"{i}"] }.WithBootstrapServers("a:1,b:2"));
    }

    private static void ShouldCompareByContent<T>(Func<int, T> make)
        where T : notnull
    {
        make(5).ShouldBe(make(5));
        make(5).GetHashCode().ShouldBe(make(5).GetHashCode());
        make(5).Equals(make(6)).ShouldBeFalse();
    }

    private static IEnumerable<FieldInfo> Fields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);

    private static bool IsItems(Type type) =>
        type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(Nullable.GetUnderlyingType(type) ?? type);

    private static bool Contains(Type type) =>
        type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal)
            || type.GetGenericArguments().Any(Contains)
            || (type.GetElementType() is { } element && Contains(element));

    private static bool HasCompilerMade(Type type, string name, params Type[] parameters) =>
        type.GetMethod(name, parameters) is { } method
            && method.DeclaringType == type
            && method.IsDefined(typeof(CompilerGeneratedAttribute));
}
