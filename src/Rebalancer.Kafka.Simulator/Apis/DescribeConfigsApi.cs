using System.Collections.Immutable;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator.Model;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// DescribeConfigs (32), versions 1 to 4. DESCRIBE_CONFIGS on the topic (29) or the cluster (31). A broker answers for itself and for ""
/// only, else 42.
/// </summary>
/// <remarks>
/// An empty list of keys means none with 2.4.1 and all later. Throttle rates count as read-only before 4.x. Kinds other than topic and
/// broker are 42.
/// </remarks>
internal sealed class DescribeConfigsApi : ApiHandler<DescribeConfigsRequest, DescribeConfigsResponse>
{
    private const sbyte StringType = 2;
    private const sbyte LongType = 5;
    private const sbyte ListType = 7;

    public override (short Min, short Max)? Versions(SimulatedRelease release) =>
        VersionTable.Pick(release, (1, 2), (1, 4), (1, 4), (1, 4));

    protected override Task<DescribeConfigsResponse> AnswerAsync(DescribeConfigsRequest request, RequestContext context) =>
        Task.FromResult(new DescribeConfigsResponse([.. request.Resources.Select(r => Describe(r, request.IncludeSynonyms, context))]));

    protected override DescribeConfigsResponse Fail(DescribeConfigsRequest request, RequestContext context, KafkaError error) =>
        new([.. request.Resources.Select(r => Failed(r, error))]);

    private static DescribeConfigsResponse.Result Describe(DescribeConfigsRequest.Resource resource, bool synonyms, RequestContext context)
    {
        var kind = (ConfigResourceKind)resource.ResourceType;
        if (!Enum.IsDefined(kind))
        {
            return Failed(resource, new KafkaError(KafkaErrorCode.InvalidRequest, $"Unsupported resource type: {resource.ResourceType}"));
        }

        IReadOnlyCollection<string>? keys = resource.ConfigurationKeys is { } named
            && (!named.IsEmpty || context.Release == SimulatedRelease.ZooKeeper24) ? named : null;
        var described = context.Cluster.DescribeConfig(context.Broker.Id, new ConfigResource(kind, resource.ResourceName), keys);
        if (described.Error is { } error)
        {
            return Failed(resource, error);
        }

        return new DescribeConfigsResponse.Result(
            KafkaErrorCode.None,
            context.Release == SimulatedRelease.ZooKeeper24 ? null : "",
            resource.ResourceType,
            resource.ResourceName,
            [.. described.Entries.Select(e => Entry(kind, e.Key, e.Value, synonyms, context))]);
    }

    private static DescribeConfigsResponse.Config Entry(
        ConfigResourceKind kind, string key, ConfigValue value, bool synonyms, RequestContext context)
    {
        var isRate = ConfigKeys.DynamicOnlyBroker.Contains(key);
        var readOnly = value.Source == ConfigSource.StaticBroker || (isRate && context.Release != SimulatedRelease.KRaft43);
        return new DescribeConfigsResponse.Config(
            key, value.Value, readOnly, (sbyte)value.Source, value.IsSensitive, synonyms ? Synonyms(kind, key, value) : [])
        {
            ConfigType = isRate ? LongType : ConfigKeys.IsList(key) ? ListType : StringType,
        };
    }

    /// <summary>The value itself, and Kafka's default behind it.</summary>
    private static ImmutableArray<DescribeConfigsResponse.Synonym> Synonyms(ConfigResourceKind kind, string key, ConfigValue value)
    {
        var own = new DescribeConfigsResponse.Synonym(key, value.Value, (sbyte)value.Source);
        var defaults = kind == ConfigResourceKind.Topic ? ConfigKeys.Topic : ConfigKeys.Broker;
        return value.Source != ConfigSource.Default && defaults.TryGetValue(key, out var fallback)
            ? [own, new DescribeConfigsResponse.Synonym(key, fallback, (sbyte)ConfigSource.Default)]
            : [own];
    }

    private static DescribeConfigsResponse.Result Failed(DescribeConfigsRequest.Resource resource, KafkaError error) =>
        new(error.Code, error.Message, resource.ResourceType, resource.ResourceName, []);
}
