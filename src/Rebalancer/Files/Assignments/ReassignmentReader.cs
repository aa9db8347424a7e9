using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;

namespace Rebalancer.Files.Assignments;

/// <summary>
/// Reads one JSON document in the format of <c>kafka-reassign-partitions.sh</c>:
/// <c>{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[1001,1002],"log_dirs":["any","any"]}]}</c>.
/// </summary>
/// <remarks>What is wrong with partitions is collected, so that a person sees all of it at once, each named by topic and number.</remarks>
internal sealed class ReassignmentReader(InputFile file, ReadLimits limits)
{
    private const int BytesOfPartition = 96;

    private static readonly JsonName s_version = new("version", 0);
    private static readonly JsonName s_partitions = new("partitions", 1);
    private static readonly JsonName s_brokers = new("brokers", 2);

    private static readonly JsonName s_fingerprint = new("fingerprint", 3);
    private static readonly JsonName s_topics = new("topics", 4);

    private static readonly JsonName s_topic = new("topic", 0);
    private static readonly JsonName s_partition = new("partition", 1);
    private static readonly JsonName s_replicas = new("replicas", 2);
    private static readonly JsonName s_logDirs = new("log_dirs", 3);
    private static readonly JsonName s_observers = new("observers", 4);

    private readonly ImmutableArray<PartitionReassignment>.Builder _read = ImmutableArray.CreateBuilder<PartitionReassignment>();
    private readonly HashSet<TopicPartition> _seen = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly BrokerIdsReader _ids = new();
    private readonly ReassignmentProblems _problems = new();
    private long _heldBytes;
    private long _replicas;

    /// <summary>Reads the document that is the input's root.</summary>
    public ReassignmentBlock Read(ref JsonInput input)
    {
        uint seen = 0;
        input.BeginObject("a reassignment");
        while (input.NextProperty())
        {
            if (input.At(s_version, ref seen))
            {
                if (input.Int32("the version", int.MinValue) is var version and not 1)
                {
                    throw input.Fail($"version {version} of Kafka's reassignment JSON is not known, only version 1 is", null);
                }
            }
            else if (input.At(s_partitions, ref seen))
            {
                ReadPartitions(ref input);
            }
            else if (input.At(s_brokers, ref seen))
            {
                throw input.Fail("Kafka's reassignment JSON has no \"brokers\"", OtherFiles.WithBrokers(ref input));
            }
            else if (input.At(s_fingerprint, ref seen))
            {
                throw input.Fail("Kafka's reassignment JSON has no \"fingerprint\"", OtherFiles.Manifest);
            }
            else if (input.At(s_topics, ref seen))
            {
                throw input.Fail("Kafka's reassignment JSON has no \"topics\" at its top", OtherFiles.TopicsToMove);
            }
            else
            {
                input.Skip();
            }
        }

        // Not thrown: the lists that are wanted may stand in another document of the file.
        var problems = (seen & s_partitions.Mark) == 0
            ? file.Fail("\"partitions\" is missing", "this is not Kafka's reassignment JSON").Message
            : _problems.Describe(file.Name);
        _read.Sort(static (a, b) => a.TopicPartition.CompareTo(b.TopicPartition));
        return new ReassignmentBlock(_read.DrainToImmutable(), problems);
    }

    private void ReadPartitions(ref JsonInput input)
    {
        input.BeginArray("\"partitions\"");
        for (var index = 0; input.NextElement(); index++)
        {
            if (input.TokenType != JsonTokenType.StartObject)
            {
                _problems.Add($"it must be an object but is {input.Found()}");
                _problems.End(index, null, null);
                input.SkipValue();
                continue;
            }

            var partition = ReadPartition(ref input, out var topic, out var number);
            if (topic is not null && number is not null && !_seen.Add(new TopicPartition(topic, number.Value)))
            {
                _problems.Add("it is listed twice");
            }

            _problems.End(index, topic, number);
            if (partition is null)
            {
                continue;
            }

            input.Context = $"after partition {partition.TopicPartition}";
            _read.Add(partition);
            _heldBytes += BytesOfPartition + (partition.Replicas.Length * sizeof(int));
            _replicas += partition.Replicas.Length;
            if (limits.Problem(_heldBytes, _replicas) is { } problem)
            {
                throw input.Fail($"the reassignment is too large to hold: {problem}", "a machine or container with more memory helps");
            }
        }

        input.Context = null;
    }

    private PartitionReassignment? ReadPartition(ref JsonInput input, out string? topic, out int? number)
    {
        topic = null;
        number = null;
        ImmutableArray<int> replicas = default;
        var areSound = false;
        ImmutableArray<string> logDirs = [];
        ImmutableArray<int> observers = [];
        uint seen = 0;
        input.BeginObject("a partition");
        while (input.NextProperty())
        {
            if (input.At(s_topic, ref seen))
            {
                topic = ReadTopic(ref input);
            }
            else if (input.At(s_partition, ref seen))
            {
                number = ReadNumber(ref input);
            }
            else if (input.At(s_replicas, ref seen))
            {
                replicas = ReadReplicas(ref input, out areSound);
            }
            else if (input.At(s_logDirs, ref seen))
            {
                logDirs = ReadLogDirs(ref input);
            }
            else if (input.At(s_observers, ref seen))
            {
                observers = input.IsNull ? [] : ReadIds(ref input, "\"observers\"");
            }
            else
            {
                input.Skip();
            }
        }

        foreach (var name in new[] { s_topic, s_partition, s_replicas })
        {
            if ((seen & name.Mark) == 0)
            {
                _problems.Add($"it has no \"{name.Text}\"");
            }
        }

        // What is wrong with the replicas is told already; those that are left are not all that it has.
        if (areSound && logDirs.Length > 0 && logDirs.Length != replicas.Length)
        {
            _problems.Add($"it has {InputText.Count(replicas.Length, "replica")} but {logDirs.Length} log_dirs");
        }

        return topic is null || number is null || replicas.IsDefault
            ? null
            : new PartitionReassignment(new TopicPartition(topic, number.Value), replicas)
            { LogDirs = logDirs.All(dir => dir == "any") ? [] : logDirs, Observers = observers };
    }

    private string? ReadTopic(ref JsonInput input)
    {
        if (input.TokenType != JsonTokenType.String)
        {
            _problems.Add($"\"topic\" must be a text but is {input.Found()}");
            input.SkipValue();
            return null;
        }

        var topic = input.Text();
        if (TopicNames.Problem(topic) is { } problem)
        {
            _problems.Add(problem);
            return null;
        }

        // One string a topic, not one a partition.
        if (!_names.TryGetValue(topic, out var shared))
        {
            _names.Add(topic, shared = topic);
        }

        return shared;
    }

    private int? ReadNumber(ref JsonInput input)
    {
        if (input.TryInt32("the partition number", 0, out var number, out var fix) is not { } problem)
        {
            return number;
        }

        _problems.Add(problem, fix);
        input.SkipValue();
        return null;
    }

    private ImmutableArray<int> ReadReplicas(ref JsonInput input, out bool areSound)
    {
        var before = _problems.SoFar;
        var replicas = ReadIds(ref input, "\"replicas\"");
        if (replicas.IsEmpty && _problems.SoFar == before)
        {
            _problems.Add("\"replicas\" is empty: a partition has at least one replica");
        }

        areSound = _problems.SoFar == before;
        return replicas;
    }

    private ImmutableArray<int> ReadIds(ref JsonInput input, string what)
    {
        if (input.TokenType != JsonTokenType.StartArray)
        {
            _problems.Add($"{what} must be an array but is {input.Found()}");
            input.SkipValue();
            return [];
        }

        var heldBytes = 0;
        return _ids.Read(
            ref input, what, ref heldBytes, id =>
                _problems.Add($"broker {id} is listed twice in {what}"), (problem, fix) => _problems.Add($"{problem} in {what}", fix));
    }

    private ImmutableArray<string> ReadLogDirs(ref JsonInput input)
    {
        if (input.TokenType != JsonTokenType.StartArray)
        {
            if (!input.IsNull)
            {
                _problems.Add($"\"log_dirs\" must be an array but is {input.Found()}");
            }

            input.SkipValue();
            return [];
        }

        var dirs = ImmutableArray.CreateBuilder<string>();
        input.BeginArray("\"log_dirs\"");
        while (input.NextElement())
        {
            if (input.TokenType != JsonTokenType.String)
            {
                _problems.Add($"\"log_dirs\" must hold paths or \"any\" but has {input.Found()}");
                input.SkipValue();
                dirs.Add("any");
                continue;
            }

            dirs.Add(input.Text() is "any" ? "any" : input.Text());
        }

        return dirs.DrainToImmutable();
    }
}
