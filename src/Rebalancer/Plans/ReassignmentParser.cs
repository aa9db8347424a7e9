using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Cluster;

namespace Rebalancer.Plans;

/// <summary>Parses Kafka's reassignment JSON; every complaint names the file, the line and the value.</summary>
internal ref struct ReassignmentParser
{
    private readonly byte[] _bytes;
    private readonly string _path;
    private Utf8JsonReader _json;

    public ReassignmentParser(byte[] bytes, string path)
    {
        _bytes = bytes;
        _path = path;
        ReadOnlySpan<byte> span = bytes;
        _json = new Utf8JsonReader(span.StartsWith("\uFEFF"u8) ? span[3..] : span);
    }

    public ImmutableArray<PartitionReassignment> Parse()
    {
        try
        {
            return ParseRoot();
        }
        catch (JsonException e)
        {
            throw new InputException($"{_path}, line {(e.LineNumber ?? 0) + 1}: not valid JSON ({Reason(e)}); perhaps the file was cut off or edited by hand", e);
        }
    }

    private ImmutableArray<PartitionReassignment> ParseRoot()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw Error("a reassignment starts with '{'; it looks like {\"version\":1,\"partitions\":[...]}");
        }

        int? version = null;
        ImmutableArray<PartitionReassignment>? partitions = null;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("version"u8))
            {
                version = ReadInt("version");
                if (version != ReassignmentFile.Version)
                {
                    throw Error($"version {version} is not known; Kafka's format is version {ReassignmentFile.Version}");
                }
            }
            else if (_json.ValueTextEquals("partitions"u8))
            {
                partitions = partitions is null ? ParsePartitions() : throw Error("\"partitions\" is there twice");
            }
            else
            {
                _json.Skip();
            }
        }

        _json.Read();
        if (version is null)
        {
            throw new InputException($"{_path}: \"version\" is missing; write \"version\":1");
        }

        return partitions ?? throw new InputException($"{_path}: \"partitions\" is missing; is it a reassignment file?");
    }

    private ImmutableArray<PartitionReassignment> ParsePartitions()
    {
        Expect(JsonTokenType.StartArray, "\"partitions\" must be a list");
        var partitions = ImmutableArray.CreateBuilder<PartitionReassignment>();
        var seen = new HashSet<TopicPartition>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            var partition = ParsePartition(names);
            if (!seen.Add(partition.TopicPartition))
            {
                throw Error($"partition {partition.TopicPartition} is there twice; Kafka takes each partition once");
            }

            partitions.Add(partition);
        }

        partitions.Sort(static (a, b) => a.TopicPartition.CompareTo(b.TopicPartition));
        return partitions.DrainToImmutable();
    }

    private PartitionReassignment ParsePartition(Dictionary<string, string> names)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            throw Error("each partition is an object with topic, partition and replicas");
        }

        string? topic = null;
        int? number = null;
        ImmutableArray<int> replicas = default;
        ImmutableArray<string> logDirs = [];
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("topic"u8))
            {
                topic = ReadTopic(names);
            }
            else if (_json.ValueTextEquals("partition"u8))
            {
                number = ReadInt("partition");
            }
            else if (_json.ValueTextEquals("replicas"u8))
            {
                replicas = ReadReplicas();
            }
            else if (_json.ValueTextEquals("log_dirs"u8))
            {
                logDirs = ReadLogDirs();
            }
            else
            {
                _json.Skip();
            }
        }

        var partition = new TopicPartition(topic ?? throw Error("\"topic\" is missing"), number ?? throw Error($"\"partition\" of topic {topic} is missing"));
        if (replicas.IsDefault)
        {
            throw Error($"\"replicas\" of partition {partition} is missing");
        }

        if (logDirs.Length > 0 && logDirs.Length != replicas.Length)
        {
            throw Error($"partition {partition} has {replicas.Length} replicas and {logDirs.Length} log_dirs; give one a replica, or none");
        }

        return new PartitionReassignment(partition, replicas) { LogDirs = logDirs.All(d => d == "any") ? [] : logDirs };
    }

    private string ReadTopic(Dictionary<string, string> names)
    {
        Expect(JsonTokenType.String, "\"topic\" must be a text");
        var topic = _json.GetString()!;
        if (topic.Length == 0)
        {
            throw Error("\"topic\" is empty");
        }

        // One string a topic, not one a partition.
        if (!names.TryGetValue(topic, out var shared))
        {
            names.Add(topic, shared = topic);
        }

        return shared;
    }

    private ImmutableArray<int> ReadReplicas()
    {
        Expect(JsonTokenType.StartArray, "\"replicas\" must be a list of broker ids");
        var replicas = ImmutableArray.CreateBuilder<int>(4);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            var broker = CurrentInt("replicas");
            if (replicas.Contains(broker))
            {
                throw Error($"broker {broker} is twice in \"replicas\"");
            }

            replicas.Add(broker);
        }

        return replicas.Count > 0 ? replicas.DrainToImmutable() : throw Error("\"replicas\" is empty; a partition needs at least one");
    }

    private ImmutableArray<string> ReadLogDirs()
    {
        Expect(JsonTokenType.StartArray, "\"log_dirs\" must be a list");
        var logDirs = ImmutableArray.CreateBuilder<string>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            logDirs.Add(_json.TokenType == JsonTokenType.String ? _json.GetString()! : throw Error("\"log_dirs\" must hold paths or \"any\""));
        }

        return logDirs.DrainToImmutable();
    }

    private int ReadInt(string name)
    {
        _json.Read();
        return CurrentInt(name);
    }

    private int CurrentInt(string name)
    {
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out var value) && value >= 0)
        {
            return value;
        }

        var text = System.Text.Encoding.UTF8.GetString(_json.ValueSpan[..Math.Min(40, _json.ValueSpan.Length)]);
        throw Error(_json.TokenType == JsonTokenType.Number
            ? $"{text} in \"{name}\" is out of range; it must be a whole number from 0 to {int.MaxValue}"
            : $"\"{name}\" must be a number, not '{text}'");
    }

    private void Expect(JsonTokenType type, string complaint)
    {
        _json.Read();
        if (_json.TokenType != type)
        {
            throw Error(complaint);
        }
    }

    private readonly InputException Error(string complaint)
    {
        var line = _bytes.AsSpan(0, (int)Math.Min(_json.TokenStartIndex, _bytes.Length)).Count((byte)'\n') + 1;
        return new InputException($"{_path}, line {line}: {complaint}");
    }

    private static string Reason(JsonException e) => e.Message.Split(" LineNumber:", 2)[0].TrimEnd('.');
}
