using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Admin;

/// <summary>The part of KafkaClusterAdmin that Confluent.Kafka's AdminClient does: cluster, configs, elections.</summary>
/// <remarks>
/// The native client is made at the first call. Its own lines go to the logger, never to stderr. Every call has a time limit of its own, so
/// the token only stops the waiting. Brokers are asked one call each, since librdkafka takes one broker resource a call.
/// </remarks>
internal sealed class ConfluentClusterAdmin : IDisposable
{
    /// <summary>Resources in one call: keeps the answer for a cluster with thousands of topics in pieces of some megabytes.</summary>
    private const int TopicsPerCall = 500;

    private const int DescribeClusterAttempts = 3;

    private static readonly TimeSpan s_describeClusterLimit = TimeSpan.FromSeconds(10);

    private readonly Lazy<IAdminClient> _client;
    private readonly ConfluentErrors _errors;
    private readonly TimeSpan _timeout;

    /// <summary>Prepares the client; nothing is sent.</summary>
    /// <param name="properties">How to reach the cluster.</param>
    /// <param name="logger">Takes librdkafka's log lines.</param>
    public ConfluentClusterAdmin(ClientProperties properties, ILogger logger)
    {
        _timeout = properties.RequestLimit;
        _errors = new ConfluentErrors(string.Join(',', properties.BootstrapServers));
        _client = new Lazy<IAdminClient>(() =>
        {
            var configuration = properties.ToConfluentConfig();
            configuration.LogConnectionClose = false;
            // when a ZooKeeper controller dies, librdkafka waits for it until metadata names the next one: it must ask more often than
            // every five minutes
            configuration.TopicMetadataRefreshIntervalMs = 1000;
            try
            {
                var log = new ConfluentLog(logger);
                return new AdminClientBuilder(configuration)
                    .SetLogHandler((_, line) => log.Write(line))
                    .SetErrorHandler((_, error) => _errors.Remember(error))
                    .Build();
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
            {
                // such as a CA file that cannot be read; librdkafka names the key, not its value
                throw new KafkaClusterException(KafkaFailure.Tls, $"The Kafka client cannot be set up: {e.Message}", e);
            }
        });
    }

    /// <summary>Cluster id, controller, live brokers with racks, and what the caller may do.</summary>
    public async Task<DescribeClusterResult> DescribeClusterAsync(CancellationToken cancellationToken)
    {
        // librdkafka asks one broker, and that one may be frozen: a shorter limit and another attempt, which goes to whoever metadata names
        // then
        var limit = _timeout < s_describeClusterLimit ? _timeout : s_describeClusterLimit;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await _client.Value
                    .DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = limit, IncludeAuthorizedOperations = true })
                    .WaitAsync(cancellationToken).ConfigureAwait(false);
                _errors.Forget();
                return answer;
            }
            catch (KafkaException e) when (attempt < DescribeClusterAttempts
                && e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.RequestTimedOut)
            {
                // once more
            }
            catch (KafkaException e)
            {
                throw _errors.ToClusterException(e.Error, "DescribeCluster", e);
            }
        }
    }

    /// <summary>Configuration values; one result for each resource.</summary>
    public async Task<IReadOnlyList<ConfigDescription>> DescribeConfigsAsync(
        IReadOnlyCollection<ConfigResource> resources, IReadOnlyCollection<string>? keys, CancellationToken cancellationToken)
    {
        var wanted = keys?.ToHashSet(StringComparer.Ordinal);
        var answers = await Task.WhenAll(Calls(resources, r => r).Select(call => DescribeConfigsOnceAsync(call, wanted, cancellationToken)))
            .ConfigureAwait(false);
        var byResource = answers.SelectMany(a => a).ToDictionary(d => d.Resource);
        return [.. resources.Distinct()
            .Select(r => byResource.GetValueOrDefault(r) ?? new ConfigDescription(r, NoAnswer("DescribeConfigs"), EmptyEntries))];
    }

    /// <summary>Sets and deletes single values; one result for each resource.</summary>
    public async Task<IReadOnlyList<ConfigResult>> AlterConfigsAsync(
        IReadOnlyList<ConfigChange> changes, CancellationToken cancellationToken)
    {
        var resources = changes.GroupBy(c => c.Resource).ToList();
        var answers = await Task.WhenAll(Calls(resources, r => r.Key).Select(call => AlterConfigsOnceAsync(call, cancellationToken)))
            .ConfigureAwait(false);
        var byResource = answers.SelectMany(a => a).ToDictionary(r => r.Resource);
        return [
            .. resources.Select(r => byResource.GetValueOrDefault(r.Key) ?? new ConfigResult(r.Key, NoAnswer("IncrementalAlterConfigs")))
        ];
    }

    /// <summary>Creates topics; one result for each.</summary>
    public async Task<IReadOnlyList<TopicResult>> CreateTopicsAsync(IReadOnlyList<NewTopic> topics, CancellationToken cancellationToken)
    {
        var specifications = topics.Select(t => new TopicSpecification
        {
            Name = t.Name,
            NumPartitions = t.Replicas.Length,
            ReplicasAssignments = t.Replicas.Select((list, p) => (p, list)).ToDictionary(x => x.p, x => x.list.ToList()),
            Configs = t.Configs.ToDictionary(),
        });
        try
        {
            await _client.Value.CreateTopicsAsync(
                specifications, new CreateTopicsOptions { RequestTimeout = _timeout, OperationTimeout = _timeout })
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return [.. topics.Select(t => new TopicResult(t.Name, null))];
        }
        catch (CreateTopicsException e)
        {
            return [.. e.Results.Select(r => new TopicResult(r.Topic, ConfluentErrors.ToKafkaError(r.Error)))];
        }
        catch (KafkaException e)
        {
            throw _errors.ToClusterException(e.Error, "CreateTopics", e);
        }
    }

    /// <summary>Adds partitions; one result for each topic.</summary>
    public async Task<IReadOnlyList<TopicResult>> AddPartitionsAsync(
        IReadOnlyList<AddedPartitions> topics, CancellationToken cancellationToken)
    {
        var specifications = topics.Select(t => new PartitionsSpecification
        {
            Topic = t.Topic,
            IncreaseTo = t.TotalCount,
            ReplicaAssignments = [.. t.Replicas.Select(list => list.ToList())],
        });
        try
        {
            await _client.Value
                .CreatePartitionsAsync(
                    specifications, new CreatePartitionsOptions { RequestTimeout = _timeout, OperationTimeout = _timeout })
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return [.. topics.Select(t => new TopicResult(t.Topic, null))];
        }
        catch (CreatePartitionsException e)
        {
            return [.. e.Results.Select(r => new TopicResult(r.Topic, ConfluentErrors.ToKafkaError(r.Error)))];
        }
        catch (KafkaException e)
        {
            throw _errors.ToClusterException(e.Error, "CreatePartitions", e);
        }
    }

    /// <summary>Elects preferred leaders; one result for each partition.</summary>
    public async Task<IReadOnlyList<PartitionResult>> ElectPreferredLeadersAsync(
        IReadOnlyCollection<Cluster.TopicPartition> partitions, CancellationToken cancellationToken)
    {
        if (partitions.Count == 0)
        {
            return []; // librdkafka reads an empty list as all partitions of the cluster
        }

        List<TopicPartitionError> answers;
        try
        {
            var result = await _client.Value
                .ElectLeadersAsync(
                    ElectionType.Preferred,
                    partitions.Select(p => new Confluent.Kafka.TopicPartition(p.Topic, p.Partition)),
                    new ElectLeadersOptions { RequestTimeout = _timeout, OperationTimeout = _timeout })
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            answers = result.TopicPartitions;
        }
        catch (ElectLeadersException e)
        {
            answers = e.Results.TopicPartitions;
            if (answers is null or { Count: 0 })
            {
                throw _errors.ToClusterException(e.Error, "ElectLeaders", e);
            }
        }
        catch (KafkaException e) when (!e.Error.IsLocalError)
        {
            // an error at the top of the answer, such as a missing permission, stands for each partition
            var error = ConfluentErrors.ToKafkaError(e.Error);
            return [.. partitions.Select(p => new PartitionResult(p, error))];
        }
        catch (KafkaException e)
        {
            throw _errors.ToClusterException(e.Error, "ElectLeaders", e);
        }

        var byPartition = new Dictionary<Cluster.TopicPartition, KafkaError?>();
        foreach (var answer in answers)
        {
            byPartition[new Cluster.TopicPartition(answer.Topic, answer.Partition.Value)] = ConfluentErrors.ToKafkaError(answer.Error);
        }

        return [
            .. partitions.Select(p => new PartitionResult(p, byPartition.TryGetValue(p, out var error) ? error : NoAnswer("ElectLeaders")))
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private static readonly IReadOnlyDictionary<string, ConfigValue> EmptyEntries = new Dictionary<string, ConfigValue>();

    private static KafkaError NoAnswer(string api) => new(KafkaErrorCode.UnknownServerError, $"{api} left this one out of its answer.");

    private static IEnumerable<IReadOnlyList<T>> Calls<T>(IEnumerable<T> items, Func<T, ConfigResource> resource)
    {
        var all = items.Distinct().ToList();
        return all.Where(i => resource(i).Kind == ConfigResourceKind.Broker).Select(i => (IReadOnlyList<T>)[i])
            .Concat(all.Where(i => resource(i).Kind != ConfigResourceKind.Broker).Chunk(TopicsPerCall));
    }

    private static Confluent.Kafka.Admin.ConfigResource ToConfluent(ConfigResource resource) => new()
    {
        Type = resource.Kind == ConfigResourceKind.Broker ? ResourceType.Broker : ResourceType.Topic,
        Name = resource.Name,
    };

    private static ConfigResource FromConfluent(Confluent.Kafka.Admin.ConfigResource resource) =>
        new(resource.Type == ResourceType.Broker ? ConfigResourceKind.Broker : ConfigResourceKind.Topic, resource.Name);

    private static ConfigDescription Describe(
        Confluent.Kafka.Admin.ConfigResource resource,
        Error? error,
        IReadOnlyDictionary<string, ConfigEntryResult>? entries,
        HashSet<string>? wanted)
    {
        var values = new Dictionary<string, ConfigValue>(StringComparer.Ordinal);
        foreach (var (key, entry) in entries ?? new Dictionary<string, ConfigEntryResult>())
        {
            if (wanted is null || wanted.Contains(key))
            {
                values[key] = new ConfigValue(entry.IsSensitive ? null : entry.Value, (ConfigSource)(int)entry.Source, entry.IsSensitive);
            }
        }

        return new ConfigDescription(FromConfluent(resource), ConfluentErrors.ToKafkaError(error), values);
    }

    private async Task<IReadOnlyList<ConfigDescription>> DescribeConfigsOnceAsync(
        IReadOnlyList<ConfigResource> resources, HashSet<string>? wanted, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await _client.Value.DescribeConfigsAsync(
                resources.Select(ToConfluent), new DescribeConfigsOptions { RequestTimeout = _timeout })
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return [.. answers.Select(a => Describe(a.ConfigResource, null, a.Entries, wanted))];
        }
        catch (DescribeConfigsException e)
        {
            return [.. e.Results.Select(r => Describe(r.ConfigResource, r.Error, r.Entries, wanted))];
        }
        catch (KafkaException e)
        {
            // the whole call failed: an answer for each resource, so that one silent broker does not hide the others
            var error = _errors.ToItemError(e.Error);
            return [.. resources.Select(r => new ConfigDescription(r, error, EmptyEntries))];
        }
    }

    private async Task<IReadOnlyList<ConfigResult>> AlterConfigsOnceAsync(
        IReadOnlyList<IGrouping<ConfigResource, ConfigChange>> resources, CancellationToken cancellationToken)
    {
        var request = resources.ToDictionary(
            r => ToConfluent(r.Key),
            r => r.Select(change => new ConfigEntry
            {
                Name = change.Key,
                Value = change.Value,
                IncrementalOperation = change.Value is null ? AlterConfigOpType.Delete : AlterConfigOpType.Set,
            }).ToList());
        try
        {
            var answers = await _client.Value.IncrementalAlterConfigsAsync(
                request, new IncrementalAlterConfigsOptions { RequestTimeout = _timeout })
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return [.. answers.Select(a => new ConfigResult(FromConfluent(a.ConfigResource), null))];
        }
        catch (IncrementalAlterConfigsException e)
        {
            return [.. e.Results.Select(r => new ConfigResult(FromConfluent(r.ConfigResource), ConfluentErrors.ToKafkaError(r.Error)))];
        }
        catch (KafkaException e)
        {
            var error = _errors.ToItemError(e.Error);
            return [.. resources.Select(r => new ConfigResult(r.Key, error))];
        }
    }
}
