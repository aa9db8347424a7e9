using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Files.Input;

namespace Rebalancer.Files.LogDirs;

/// <summary>Reads the JSON of <c>kafka-log-dirs.sh --describe</c>: brokers, their log dirs, and what these hold.</summary>
/// <param name="onReplica">Gets each replica: partition, broker, bytes. Copies that a move between log dirs is making are left out.</param>
internal sealed class LogDirsJsonReader(Action<TopicPartition, int, long> onReplica)
{
    private static readonly JsonName s_version = new("version", 0);
    private static readonly JsonName s_brokers = new("brokers", 1);
    private static readonly JsonName s_topics = new("topics", 2);
    private static readonly JsonName s_partitionsOfRoot = new("partitions", 3);

    private static readonly JsonName s_broker = new("broker", 0);
    private static readonly JsonName s_logDirs = new("logDirs", 1);

    private static readonly JsonName s_logDir = new("logDir", 0);
    private static readonly JsonName s_error = new("error", 1);
    private static readonly JsonName s_partitions = new("partitions", 2);

    private static readonly JsonName s_partition = new("partition", 0);
    private static readonly JsonName s_size = new("size", 1);
    private static readonly JsonName s_isFuture = new("isFuture", 2);

    // Replicas come before the broker's id where the writer orders properties so.
    private readonly List<(TopicPartition Partition, long Size)> _ofBroker = [];
    private readonly List<string> _errors = [];

    /// <summary>The brokers that the file tells of.</summary>
    public SortedSet<int> Brokers { get; } = [];

    /// <summary>Log dirs that could not be read, such as "broker 1003 /data2: KafkaStorageException".</summary>
    public List<string> Errors { get; } = [];

    public int Read(ref JsonInput input)
    {
        uint seen = 0;
        input.BeginObject("the output of kafka-log-dirs");
        while (input.NextProperty())
        {
            if (input.At(s_version, ref seen))
            {
                if (input.Int32("the version", int.MinValue) is var version and not 1)
                {
                    throw input.Fail($"version {version} of kafka-log-dirs' JSON is not known, only version 1 is", null);
                }
            }
            else if (input.At(s_brokers, ref seen))
            {
                ReadBrokers(ref input);
            }
            else if (input.At(s_topics, ref seen))
            {
                throw input.Fail("the output of kafka-log-dirs has no topics", OtherFiles.Snapshot);
            }
            else if (input.At(s_partitionsOfRoot, ref seen))
            {
                throw input.Fail("the output of kafka-log-dirs has brokers, not \"partitions\", at its top", OtherFiles.Reassignment);
            }
            else
            {
                input.Skip();
            }
        }

        return (seen & s_brokers.Mark) != 0
            ? Brokers.Count
            : throw input.FailWhole("\"brokers\" is missing", "this is not the output of kafka-log-dirs --describe");
    }

    private void ReadBrokers(ref JsonInput input)
    {
        input.BeginArray("\"brokers\"");
        while (input.NextElement())
        {
            ReadBroker(ref input);
        }
    }

    private void ReadBroker(ref JsonInput input)
    {
        var broker = -1;
        uint seen = 0;
        _ofBroker.Clear();
        _errors.Clear();
        input.BeginObject("a broker");
        while (input.NextProperty())
        {
            if (input.At(s_broker, ref seen))
            {
                broker = input.Int32("the broker id", 0);
            }
            else if (input.At(s_logDirs, ref seen))
            {
                input.BeginArray("\"logDirs\"");
                while (input.NextElement())
                {
                    ReadLogDir(ref input);
                }
            }
            else
            {
                input.Skip();
            }
        }

        if ((seen & s_broker.Mark) == 0 || (seen & s_logDirs.Mark) == 0)
        {
            throw input.Fail($"the broker has no \"{((seen & s_broker.Mark) == 0 ? s_broker : s_logDirs).Text}\"",
                "this is not the output of kafka-log-dirs --describe");
        }

        if (!Brokers.Add(broker))
        {
            throw input.Fail($"broker {broker} is listed twice", "the outputs of two runs were joined into one file");
        }

        Errors.AddRange(_errors.Select(error => $"broker {broker} {error}"));
        foreach (var (partition, size) in _ofBroker)
        {
            onReplica(partition, broker, size);
        }
    }

    private void ReadLogDir(ref JsonInput input)
    {
        string? path = null;
        string? error = null;
        uint seen = 0;
        input.BeginObject("a log dir");
        while (input.NextProperty())
        {
            if (input.At(s_logDir, ref seen))
            {
                path = input.String("the log dir");
            }
            else if (input.At(s_error, ref seen))
            {
                error = input.OptionalString("the error");
            }
            else if (input.At(s_partitions, ref seen))
            {
                input.BeginArray("\"partitions\"");
                while (input.NextElement())
                {
                    ReadReplica(ref input);
                }
            }
            else
            {
                input.Skip();
            }
        }

        if (error is not null)
        {
            _errors.Add($"{InputText.OneLine(path ?? "")}: {InputText.OneLine(error, 100)}");
        }
    }

    private void ReadReplica(ref JsonInput input)
    {
        TopicPartition? partition = null;
        long? size = null;
        var isFuture = false;
        uint seen = 0;
        input.BeginObject("a partition");
        while (input.NextProperty())
        {
            if (input.At(s_partition, ref seen))
            {
                partition = ReadName(ref input);
            }
            else if (input.At(s_size, ref seen))
            {
                size = input.Int64("the size", 0);
            }
            else if (input.At(s_isFuture, ref seen))
            {
                isFuture = input.Flag("\"isFuture\"");
            }
            else
            {
                input.Skip();
            }
        }

        if (partition is null || size is null)
        {
            throw input.Fail($"the partition has no \"{(partition is null ? s_partition : s_size).Text}\"", null);
        }

        if (!isFuture)
        {
            _ofBroker.Add((partition.Value, size.Value));
        }
    }

    private static TopicPartition ReadName(ref JsonInput input)
    {
        var name = input.String("the partition");
        var dash = name.LastIndexOf('-');
        return dash > 0 && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new TopicPartition(name[..dash], number)
            : throw input.Fail($"the partition {InputText.Quote(name)} is not a topic and a number, such as \"orders-3\"", null);
    }
}
