using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Simulator;
using Rebalancer.TestKit;

namespace Rebalancer.Swarm.Execution;

/// <summary>What goes wrong in a cluster: each trouble begins at a random moment and ends by itself or when everything heals.</summary>
internal sealed class Troubles
{
    private static readonly short[] s_apis =
    [
        KafkaApiKeys.Metadata, KafkaApiKeys.DescribeConfigs, KafkaApiKeys.DescribeLogDirs, KafkaApiKeys.ElectLeaders,
        KafkaApiKeys.IncrementalAlterConfigs, KafkaApiKeys.AlterPartitionReassignments, KafkaApiKeys.ListPartitionReassignments,
    ];

    private static readonly AclOperation[] s_reading = [AclOperation.Describe, AclOperation.DescribeConfigs];

    private readonly DeterministicRandom _random;
    private readonly DeterministicRandom _requests;
    private readonly SimulatedCluster _cluster;
    private readonly ClusterWatch _watch;
    private readonly ForeignThrottles _throttles;
    private readonly Action<string> _tell;
    private readonly List<(short Api, Func<RequestFault> Fault, int Percent)> _faults = [];
    private readonly HashSet<string> _hidden = [];
    private readonly HashSet<(int Broker, int Dir, long Bytes)> _filled = [];
    private readonly HashSet<int> _failed = [];
    private readonly HashSet<(TopicPartition Partition, int Broker)> _limited = [];
    private bool _isHealed;

    public Troubles(DeterministicRandom random, SimulatedCluster cluster, ClusterWatch watch, ForeignThrottles throttles,
        Action<string> tell)
    {
        (_random, _cluster, _watch, _throttles, _tell) = (random, cluster, watch, throttles, tell);
        _requests = new DeterministicRandom(random.NextBits());
        foreach (var api in s_apis)
        {
            cluster.OnRequest(api, Enter);
        }
    }

    /// <summary>Lets some troubles come within the next time.</summary>
    public void Plan(int count, TimeSpan within)
    {
        for (var i = 0; i < count; i++)
        {
            var kind = _random.Next(17);
            var length = TimeSpan.FromSeconds(_random.Chance(60) ? _random.Between(2, 60) : _random.Between(60, 400));
            After(within * (_random.Next(1000) / 1000.0), () => Begin(kind, length));
        }
    }

    /// <summary>Everything is well again, and nothing more goes wrong.</summary>
    public void Heal()
    {
        _isHealed = true;
        _tell("everything heals");
        _faults.Clear();
        _cluster.Authorize([.. Enum.GetValues<AclOperation>()], [.. Enum.GetValues<AclOperation>()]);
        foreach (var topic in _hidden)
        {
            _cluster.HideTopic(topic, hidden: false);
        }

        foreach (var (partition, broker) in _limited)
        {
            _cluster.LimitReplica(partition.Topic, partition.Partition, broker, null);
        }

        foreach (var (broker, dir, bytes) in _filled)
        {
            _cluster.SetUsableBytes(broker, bytes, dir);
        }

        if (_cluster.Options.Release.IsKRaft())
        {
            _cluster.StartController();
        }

        foreach (var broker in _cluster.Brokers)
        {
            if (broker.IsCutOff)
            {
                _cluster.ReachController(broker.Id);
            }

            if (_failed.Contains(broker.Id))
            {
                _cluster.StopBroker(broker.Id);
            }

            _cluster.StartBroker(broker.Id);
        }

        foreach (var partition in _cluster.Partitions)
        {
            _cluster.SetProduceRate(partition.TopicPartition.Topic, partition.TopicPartition.Partition, 0);
        }
    }

    private RequestFault? Enter(SimulatedRequest request)
    {
        RequestFault? fault = null;
        foreach (var (api, draw, percent) in _faults)
        {
            if (api == request.ApiKey && fault is null && _requests.Chance(percent))
            {
                fault = draw();
            }
        }

        if (fault is null || fault.Kind is RequestFaultKind.Delay or RequestFaultKind.LoseAnswer or RequestFaultKind.HalfAnswer)
        {
            _watch.Pass(request);
            if (request.ApiKey == KafkaApiKeys.IncrementalAlterConfigs)
            {
                _throttles.Written(fault?.For ?? TimeSpan.Zero);
            }
        }

        return fault;
    }

    private void Begin(int kind, TimeSpan length)
    {
        switch (kind)
        {
            case 0 or 1:
                StopBroker(length);
                break;
            case 2:
                TakeController(length);
                break;
            case 3 or 4 or 5:
                FailRequests(length);
                break;
            case 6:
                CutOff(length);
                break;
            case 7:
                Hide(length);
                break;
            case 8:
                DeleteTopic();
                break;
            case 9:
                GrowTopic();
                break;
            case 10:
                Reassign();
                break;
            case 11:
                CancelOfOthers();
                break;
            case 12:
                EditThrottles();
                break;
            case 13:
                FillDisk(length);
                break;
            case 14:
                FailLogDir(length);
                break;
            case 15:
                Slow(length);
                break;
            default:
                Forbid(length);
                break;
        }
    }

    private void StopBroker(TimeSpan length)
    {
        var broker = Pick(_cluster.Brokers.Select(b => b.Id));
        _tell($"broker {broker} dies for {length}");
        _cluster.StopBroker(broker);
        After(length, () => _cluster.StartBroker(broker));
    }

    private void TakeController(TimeSpan length)
    {
        if (_cluster.Options.Release.IsKRaft())
        {
            _tell($"no controller for {length}");
            _cluster.StopController();
            After(length, _cluster.StartController);
        }
        else if (_cluster.Brokers.Where(b => b.IsRunning).Select(b => b.Id).ToArray() is { Length: > 0 } running)
        {
            var to = Pick(running);
            _tell($"the controller moves to broker {to}");
            _cluster.MoveController(to);
        }
    }

    private void FailRequests(TimeSpan length)
    {
        var api = s_apis[_random.Next(s_apis.Length)];
        var kind = _random.Next(6);
        var percent = _random.Chance(50) ? 100 : _random.Between(10, 90);
        var delay = TimeSpan.FromSeconds(_random.Between(1, 3));
        var entry = (api, new Func<RequestFault>(() => kind switch
        {
            0 => RequestFault.Drop,
            1 => RequestFault.LoseAnswer,
            2 => RequestFault.HalfAnswer,
            3 => RequestFault.Hang,
            4 => RequestFault.Delay(delay),
            _ => RequestFault.Error(KafkaErrorCode.RequestTimedOut),
        }), percent);
        _tell($"requests of API {api} go wrong ({kind}, {percent} %) for {length}");
        _faults.Add(entry);
        After(length, () => _faults.Remove(entry));
    }

    private void CutOff(TimeSpan length)
    {
        var broker = Pick(_cluster.Brokers.Select(b => b.Id));
        if (_cluster.ZooKeeperController == broker || _cluster.Brokers.Any(b => b.IsCutOff || !b.IsRunning))
        {
            return;
        }

        _tell($"broker {broker} is cut off from the controller for {length}");
        _cluster.CutOffFromController(broker);
        After(length, () => _cluster.ReachController(broker));
    }

    private void Hide(TimeSpan length)
    {
        if (Topic() is { } topic)
        {
            _tell($"topic {topic} is hidden for {length}");
            _hidden.Add(topic);
            _cluster.HideTopic(topic);
            After(length, () => _cluster.HideTopic(topic, hidden: false));
        }
    }

    private void DeleteTopic()
    {
        if (Topic() is not { } topic)
        {
            return;
        }

        var partitions = _cluster.Partitions.Where(p => p.TopicPartition.Topic == topic).ToArray();
        _tell($"topic {topic} is deleted");
        foreach (var partition in partitions)
        {
            _watch.Touch(partition.TopicPartition, isReassignment: false);
        }

        _throttles.Forget(topic);
        _cluster.DeleteTopic(topic);
        _watch.TopicsChanged();
        if (_random.Chance(50))
        {
            var factors = partitions.Select(p => p.Original.Length).ToArray();
            After(TimeSpan.FromSeconds(_random.Between(1, 60)), () => CreateTopic(topic, factors));
        }
    }

    private void CreateTopic(string topic, int[] factors)
    {
        // Nobody creates a topic on brokers that are down.
        var live = _cluster.Brokers.Where(b => b.IsRunning && !b.IsFenced).Select(b => b.Id).ToArray();
        if (live.Length >= factors.Max())
        {
            _tell($"topic {topic} is created anew");
            _cluster.CreateTopic(topic, [.. factors.Select(f => _random.Pick<int>(live, f).ToImmutableArray())]);
            _watch.TopicsChanged();
        }
    }

    private void GrowTopic()
    {
        if (Topic() is { } topic)
        {
            var count = _cluster.Partitions.Count(p => p.TopicPartition.Topic == topic);
            _tell($"topic {topic} grows to {count + 1} partitions");
            _watch.Touch(new TopicPartition(topic, count), isReassignment: false);
            _cluster.CreatePartitions(topic, count + 1);
            _watch.TopicsChanged();
        }
    }

    /// <summary>Somebody begins a move that takes long.</summary>
    public void ReassignSlowly()
    {
        if (Reassign() is { } name)
        {
            var length = TimeSpan.FromSeconds(_random.Between(10, 400));
            foreach (var broker in _cluster.Partition(name.Topic, name.Partition)!.AddingReplicas)
            {
                Limit(name, broker, length);
            }
        }
    }

    private void Limit(TopicPartition name, int broker, TimeSpan length)
    {
        _tell($"{name} cannot be copied to broker {broker} for {length}");
        _limited.Add((name, broker));
        _cluster.LimitReplica(name.Topic, name.Partition, broker, 0);
        After(length, () => _cluster.LimitReplica(name.Topic, name.Partition, broker, null));
    }

    // What is in flight then; null where nothing is.
    private TopicPartition? Reassign()
    {
        if (Partition() is { } partition)
        {
            var name = partition.TopicPartition;
            var target = ClusterDraw.List(_random, _cluster, partition.Original.Length);
            var isAskedFor = _watch.IsPlanned(name, target) || (partition.IsReassigning && partition.Target.SequenceEqual(target));
            _watch.Touch(name, isReassignment: false);
            var error = _cluster.ReassignByOthers(name.Topic, name.Partition, target);
            _tell($"somebody reassigns {name} to [{string.Join(',', target)}]: {error?.ToString() ?? "taken"}");

            // Who asks for the list that is there has nothing in flight, and who asks for what the run asked for, or wrote down to ask for
            // before it was killed, cannot be told from it: what is in flight then is the run's own.
            if (error is null && !isAskedFor && _cluster.Partition(name.Topic, name.Partition) is { IsReassigning: true })
            {
                _watch.Touch(name, isReassignment: true);
                return name;
            }
        }

        return null;
    }

    private void CancelOfOthers()
    {
        if (_cluster.Reassigning is { Count: > 0 } reassigning)
        {
            var name = reassigning[_random.Next(reassigning.Count)].TopicPartition;
            _tell($"somebody cancels the reassignment of {name}");
            _watch.Touch(name, isReassignment: false);
            _cluster.ReassignByOthers(name.Topic, name.Partition, null);
        }
    }

    private void EditThrottles()
    {
        // Rates that cannot be read back cannot be kept either.
        if (Topic() is not { } topic || _cluster.Options.Release == SimulatedRelease.ZooKeeper24)
        {
            return;
        }

        switch (_random.Next(3))
        {
            case 0:
                _tell($"somebody empties the throttle lists of {topic}");
                _throttles.Set(ConfigResource.Topic(topic), "leader.replication.throttled.replicas", null);
                _throttles.Set(ConfigResource.Topic(topic), "follower.replication.throttled.replicas", null);
                break;
            case 1:
                _tell($"somebody throttles {topic} for good");
                _throttles.Set(ConfigResource.Topic(topic), "follower.replication.throttled.replicas", "91:91");
                break;
            default:
                var broker = Pick(_cluster.Brokers.Select(b => b.Id));
                var rate = _random.Between(10, 99) * 1_000_001L;
                _tell($"somebody sets the rate of broker {broker} to {rate}");
                _throttles.Set(ConfigResource.Broker(broker), "follower.replication.throttled.rate", $"{rate}");
                break;
        }
    }

    private void FillDisk(TimeSpan length)
    {
        var broker = Pick(_cluster.Brokers.Select(b => b.Id));
        _tell($"broker {broker} is almost full for {length}");
        var bytes = _cluster.Options.LogDirBytes * 9 / 10;
        _filled.Add((broker, 0, bytes));
        _failed.Add(broker);
        _cluster.SetUsableBytes(broker, _random.Between(0, 200) * 1_000_000L);
        After(length, () =>
        {
            _cluster.SetUsableBytes(broker, bytes);
            _cluster.StopBroker(broker);
            _cluster.StartBroker(broker);
        });
    }

    private void FailLogDir(TimeSpan length)
    {
        var broker = Pick(_cluster.Brokers.Select(b => b.Id));
        _tell($"a log dir of broker {broker} fails for {length}");
        _failed.Add(broker);
        _cluster.FailLogDir(broker);
        After(length, () =>
        {
            _cluster.StopBroker(broker);
            _cluster.StartBroker(broker);
        });
    }

    private void Slow(TimeSpan length)
    {
        if (Partition() is { } partition)
        {
            var name = partition.TopicPartition;
            if (_random.Chance(50))
            {
                Limit(name, Pick(_cluster.Brokers.Select(b => b.Id)), length);
            }
            else
            {
                var rate = _random.Between(1, 30) * 1_000_000;
                _tell($"producers write {rate} bytes a second to {name} for {length}");
                _cluster.SetProduceRate(name.Topic, name.Partition, rate);
                After(length, () =>
                {
                    if (_cluster.Partition(name.Topic, name.Partition) is not null)
                    {
                        _cluster.SetProduceRate(name.Topic, name.Partition, 0);
                    }
                });
            }
        }
    }

    private void Forbid(TimeSpan length)
    {
        _tell($"everything but reading is forbidden for {length}");
        _cluster.Authorize(s_reading, s_reading);
        After(length, () => _cluster.Authorize([.. Enum.GetValues<AclOperation>()], [.. Enum.GetValues<AclOperation>()]));
    }

    private string? Topic() => _cluster.Partitions.Select(p => p.TopicPartition.Topic).Distinct().ToArray() is { Length: > 0 } topics
        ? Pick(topics) : null;

    private SimulatedPartition? Partition() => _cluster.Partitions is { Count: > 0 } partitions ? partitions[_random.Next(partitions.Count)]
        : null;

    private T Pick<T>(IEnumerable<T> items)
    {
        T[] all = [.. items];
        return all[_random.Next(all.Length)];
    }

    private void After(TimeSpan delay, Action action) => _cluster.After(delay, () =>
    {
        if (!_isHealed)
        {
            action();
        }
    });
}
