using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cluster;
using Rebalancer.Kafka;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Reading;
using Rebalancer.KafkaIntegration.Tests.Clusters;
using Shouldly;
using Xunit;

namespace Rebalancer.KafkaIntegration.Tests.Facts;

/// <summary>
/// What holds on every cluster: real ones of each version and mode, and the simulated one. Each fact makes topics of its own and leaves the
/// cluster whole.
/// </summary>
/// <remarks>The cluster has at least four brokers with racks, two log dirs each.</remarks>
public abstract class ClusterFacts
{
    /// <summary>The key that a fact sets and deletes on topics.</summary>
    private const string ThrottledReplicas = "leader.replication.throttled.replicas";

    private const string ThrottledRate = "leader.replication.throttled.rate";

    /// <summary>The cluster under test.</summary>
    protected abstract ITestCluster Cluster { get; }

    /// <summary>The racks of its brokers in the order of their ids.</summary>
    protected abstract IReadOnlyList<string> Racks { get; }

    /// <summary>Whether it runs on KRaft.</summary>
    protected virtual bool IsKRaft => true;

    /// <summary>Whether a reassignment can forbid a change of the replication factor (4.1+).</summary>
    protected virtual bool CanForbidReplicationFactorChange => true;

    /// <summary>Whether brokers tell their free space (3.3+).</summary>
    protected virtual bool TellsFreeSpace => true;

    /// <summary>Whether topics have ids (2.8+).</summary>
    protected virtual bool HasTopicIds => true;

    /// <summary>Whether rates can be read back (2.6+).</summary>
    protected virtual bool ThrottleRatesReadable => true;

    /// <summary>Whether it keeps eligible leader replicas (KIP-966, on in new clusters since 4.1).</summary>
    protected virtual bool HasEligibleLeaderReplicas => false;

    /// <summary>Which of the odd lists of throttled replicas it takes.</summary>
    protected virtual IReadOnlyList<string> AcceptedThrottleLists => ["*", "0:1001,0:1002"];

    /// <summary>Whether facts that take long are left to <c>tools/test.sh --all</c>.</summary>
    protected virtual bool IsShortPass => false;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A new connection to the cluster.</summary>
    protected virtual IClusterAdmin Connect() => Clients.Connect(Cluster.BootstrapServers);

    /// <summary>Puts so many bytes into each partition of a topic.</summary>
    protected abstract Task FillAsync(string topic, int partitions, int bytes);

    [Fact]
    public async Task DescribeCluster_TellsBrokersRacksAndWhatIsOffered()
    {
        await using var admin = Connect();

        var cluster = await admin.DescribeClusterAsync(Token);

        cluster.ClusterId.ShouldNotBeNullOrEmpty();
        cluster.Brokers.Select(b => b.Rack).ShouldBe(Racks);
        cluster.Brokers.Select(b => b.Id).ShouldBe(cluster.Brokers.Select(b => b.Id).Order());
        cluster.Brokers.Select(b => $"{b.Host}:{b.Port}").ShouldBe(Cluster.BootstrapServers.Split(','));
        cluster.IsKRaft.ShouldBe(IsKRaft);
        cluster.SupportsReassignment.ShouldBeTrue();
        cluster.CanForbidReplicationFactorChange.ShouldBe(CanForbidReplicationFactorChange);
        cluster.ThrottleRatesReadable.ShouldBe(ThrottleRatesReadable);
        cluster.AuthorizedOperations.ShouldNotBeNull().ShouldBe([
            AclOperation.Create,
            AclOperation.Alter,
            AclOperation.Describe,
            AclOperation.ClusterAction,
            AclOperation.DescribeConfigs,
            AclOperation.AlterConfigs,
            AclOperation.IdempotentWrite
        ], ignoreOrder: true);
    }

    [Fact]
    public async Task Snapshot_OfAHealthyCluster_IsWhatKafkasOwnToolsTell()
    {
        await CreateTopicAsync("snapshot-a", 12, 3);
        await CreateTopicAsync("snapshot-b", 3, 1);
        await FillAsync("snapshot-a", 12, 100_000);
        await using var admin = Connect();

        var snapshot = await SnapshotAsync(admin);

        snapshot.DeadBrokers.ShouldBeEmpty();
        snapshot.Warnings.ShouldBeEmpty();
        snapshot.Brokers.Select(b => b.UsableBytes > 0).ShouldAllBe(told => told == TellsFreeSpace);
        snapshot.Brokers.ShouldAllBe(b => !b.Cordoned);
        var racks = KafkaToolOutput.Racks(
            (await Cluster.RunToolAsync("kafka-broker-api-versions")).EnsureSuccess("kafka-broker-api-versions"));
        snapshot.Brokers.ToDictionary(b => b.Id, b => b.Rack)
            .ShouldBe(racks.ToDictionary(r => r.Key, r => (string?)r.Value), ignoreOrder: true);
        await AgreesWithKafkaTopicsAsync(snapshot);
        var sizes = KafkaToolOutput.Sizes((await Cluster.RunToolAsync("kafka-log-dirs", "--describe")).EnsureSuccess("kafka-log-dirs"));
        foreach (var (partition, found) in Partitions(snapshot))
        {
            found.Size.Bytes.ShouldBe(sizes[partition], partition.ToString());
            found.Health.ShouldBe(PartitionHealth.Healthy, partition.ToString());
        }

        snapshot.Topics.Single(t => t.Name == "snapshot-a").Partitions.ShouldAllBe(p => p.Size.BytesOrZero > 90_000);
        snapshot.Topics.ShouldAllBe(t => t.TopicId.HasValue == HasTopicIds);
    }

    [Fact]
    public async Task Snapshot_WithADeadBroker_MarksWhatKafkasOwnToolsMark_AndElectionsBringItsLeadersBack()
    {
        if (IsShortPass)
        {
            Assert.Skip("A dead broker on this version is staged by tools/test.sh --all (REBALANCER_TEST_ALL=1).");
        }

        await using var admin = Connect();
        var cluster = await admin.DescribeClusterAsync(Token);
        var brokers = cluster.Brokers;
        var victim = cluster.ControllerId; // with ZooKeeper the controller itself, so that clients have to find the next one
        var (second, third) = brokers.Select(b => b.Id).Where(id => id != victim).ToArray() is [var a, var b, ..]
            ? (a, b)
            : throw new InvalidOperationException("too few brokers");
        await CreateTopicAsync("dead-a", [[victim, second], [second, victim], [second, third]]);
        await CreateTopicAsync("dead-b", [[victim]]);

        await Cluster.KillBrokerAsync(victim);
        try
        {
            // Kafka has noticed when the partition that only the victim held is without leader and the others' ISR has shrunk
            await Eventually.GetAsync(
                () => TopicAsync(admin, "dead-a"), t => t.Partitions.All(p => !p.Isr.Contains(victim)), "the broker's end");
            await Eventually.GetAsync(() => TopicAsync(admin, "dead-b"), t => t.Partitions[0].Leader == -1, "the leader's end");
            var snapshot = await SnapshotAsync(admin);

            snapshot.Brokers.Select(b => b.Id).ShouldBe(brokers.Select(b => b.Id).Where(id => id != victim));
            snapshot.DeadBrokers.Select(b => b.Id).ShouldBe([victim]);
            snapshot.Warnings.ShouldContain($"Broker {victim} holds replicas but is not up: counted as dead.");
            await AllAgreesWithNamedAsync(admin);
            await AgreesWithKafkaTopicsAsync(snapshot);
            await MarksAsync(snapshot, PartitionHealth.UnderReplicated, "--under-replicated-partitions");
            await MarksAsync(snapshot, PartitionHealth.Leaderless, "--unavailable-partitions");
            await MarksAsync(snapshot, PartitionHealth.UnderMinIsr, "--under-min-isr-partitions");
            var dead = snapshot.Topics.Single(t => t.Name == "dead-a").Partitions;
            dead.Select(p => p.Health.HasFlag(PartitionHealth.OfflineReplica)).ShouldBe([true, true, false]);
            dead.Select(p => p.Health.HasFlag(PartitionHealth.UnderMinIsr)).ShouldBe([true, true, false]);
            snapshot.Topics.Single(t => t.Name == "dead-b").Partitions[0].Leader.ShouldBe(PartitionSnapshot.NoLeader);
            // whoever left an ISR that is now below min.insync.replicas may still lead
            int[] eligible = HasEligibleLeaderReplicas ? [victim] : [];
            Eligible(await TopicAsync(admin, "dead-a")).ShouldBe([string.Join(',', eligible), string.Join(',', eligible), string.Empty]);
            Eligible(await TopicAsync(admin, "dead-b")).ShouldBe([string.Join(',', eligible)]);

            var logDirs = await admin.DescribeLogDirsAsync([second, victim], null, Token);
            logDirs.Single(d => d.BrokerId == second).Error.ShouldBeNull();
            logDirs.Single(d => d.BrokerId == victim).Error.ShouldNotBeNull().IsRetriable.ShouldBeTrue();
            var election = await admin.ElectPreferredLeadersAsync([new TopicPartition("dead-a", 0)], Token);
            election.ShouldHaveSingleItem().Error.ShouldNotBeNull().Code.ShouldBe(KafkaErrorCode.PreferredLeaderNotAvailable);
            await MoveToADeadBrokerAsync(admin, new TopicPartition("dead-a", 2), [second, victim]);
        }
        finally
        {
            await Cluster.StartBrokerAsync(victim);
        }

        await Eventually.GetAsync(
            () => TopicAsync(admin, "dead-a"),
            t => t.Partitions.All(p => p.Isr.Length == p.Replicas.Length && p.Leader >= 0),
            "the broker's return");
        Eligible(await TopicAsync(admin, "dead-a")).ShouldAllBe(e => e.Length == 0);
        (await TopicAsync(admin, "dead-a")).Partitions[0].Leader.ShouldNotBe(victim, "leaders move only when elected");
        var elected = await admin.ElectPreferredLeadersAsync(
            [new TopicPartition("dead-a", 0), new TopicPartition("dead-a", 2), new TopicPartition("dead-a", 99)], Token);
        elected.Select(r => r.Error?.Code).ShouldBe([null, KafkaErrorCode.ElectionNotNeeded, KafkaErrorCode.UnknownTopicOrPartition]);
        await Eventually.GetAsync(() => TopicAsync(admin, "dead-a"), t => t.Partitions[0].Leader == victim, "the preferred leader");
    }

    [Fact]
    public async Task Snapshot_OfAPartitionInFlight_IsItsTarget()
    {
        await using var admin = Connect();
        var ids = (await admin.DescribeClusterAsync(Token)).Brokers.Select(b => b.Id).ToList();
        var partition = new TopicPartition("flight", 0);
        await CreateTopicAsync("flight", [[ids[0], ids[1], ids[2]], [ids[0], ids[1], ids[2]]]);
        await FillAsync("flight", 2, 16_000_000);
        await SlowDownAsync(admin, "flight", ids);
        try
        {
            ImmutableArray<int> target = [ids[3], ids[1], ids[0]];
            var listed = await StartMoveAsync(admin, partition, target, [ids[0], ids[1], ids[2]]);
            listed.TopicPartition.ShouldBe(partition);
            listed.Target.ShouldBe(target);
            listed.AddingReplicas.ShouldBe([ids[3]]);
            listed.RemovingReplicas.ShouldBe([ids[2]]);
            listed.Original.Order().ShouldBe([ids[0], ids[1], ids[2]]);
            // metadata follows the controller's list by some tenths of a second
            await Eventually.GetAsync(
                () => TopicAsync(admin, "flight"), t => t.Partitions[0].Replicas.Length == 4, "the union in metadata");

            var read = (await SnapshotAsync(admin)).Topics.Single(t => t.Name == "flight").Partitions;

            read[0].Replicas.ShouldBe(target);
            read[0].Leader.ShouldBe(ids[0]);
            read[0].Health.ShouldBe(PartitionHealth.Reassigning);
            read[1].Replicas.ShouldBe([ids[0], ids[1], ids[2]]);
            read[1].Health.ShouldBe(PartitionHealth.Healthy);

            (await admin.AlterReassignmentsAsync([new ReassignmentChange(partition, null)], false, Token))
                .ShouldHaveSingleItem().Error.ShouldBeNull();
            await Eventually.GetAsync(() => admin.ListReassignmentsAsync(Token), l => l.Count == 0, "the cancel");
            var again = await admin.AlterReassignmentsAsync([new ReassignmentChange(partition, null)], false, Token);
            again.ShouldHaveSingleItem().Error.ShouldNotBeNull().Code.ShouldBe(KafkaErrorCode.NoReassignmentInProgress);
        }
        finally
        {
            await SpeedUpAsync(admin, "flight", ids);
        }

        await Eventually.GetAsync(
            () => TopicAsync(admin, "flight"),
            t => t.Partitions[0].Replicas.SequenceEqual([ids[1], ids[0], ids[2]]),
            "the set before the move, in the order of the union");
    }

    [Fact]
    public async Task AlterReassignments_MixedRequest_AnswersEachPartition()
    {
        await using var admin = Connect();
        var ids = (await admin.DescribeClusterAsync(Token)).Brokers.Select(b => b.Id).ToList();
        await CreateTopicAsync("mixed", [[ids[0], ids[1]], [ids[0], ids[1]], [ids[0], ids[1]], [ids[0], ids[1]]]);
        ReassignmentChange Change(string topic, int partition, params int[] replicas) =>
            new(new TopicPartition(topic, partition), [.. replicas]);

        var answers = await admin.AlterReassignmentsAsync(
            [
                Change("mixed", 0, ids[1], ids[0]),
                Change("mixed", 1, 999_999),
                Change("mixed", 2, ids[0], ids[0]),
                Change("mixed", 3),
                Change("mixed", 44, ids[0]),
                Change("nope", 0, ids[0])
            ], true, Token);

        answers.Select(a => a.TopicPartition)
            .ShouldBe([new("mixed", 0), new("mixed", 1), new("mixed", 2), new("mixed", 3), new("mixed", 44), new("nope", 0)]);
        answers.Select(a => a.Error?.Code).ShouldBe([
            null, KafkaErrorCode.InvalidReplicaAssignment, KafkaErrorCode.InvalidReplicaAssignment, KafkaErrorCode.InvalidReplicaAssignment,
            KafkaErrorCode.UnknownTopicOrPartition, KafkaErrorCode.UnknownTopicOrPartition]);
        await Eventually.GetAsync(
            () => TopicAsync(admin, "mixed"), t => t.Partitions[0].Replicas.SequenceEqual([ids[1], ids[0]]), "the new order");
        (await TopicAsync(admin, "mixed")).Partitions[0].Leader.ShouldBe(ids[0], "a new order alone moves no leader");
    }

    [Fact]
    public async Task AlterReassignments_ToWhatIsThere_StartsNothing()
    {
        await using var admin = Connect();
        var ids = (await admin.DescribeClusterAsync(Token)).Brokers.Select(b => b.Id).ToList();
        await CreateTopicAsync("same", [[ids[0], ids[1]]]);
        var same = new TopicPartition("same", 0);

        (await admin.AlterReassignmentsAsync([new ReassignmentChange(same, [ids[0], ids[1]])], true, Token))
            .ShouldHaveSingleItem().Error.ShouldBeNull();
        (await admin.ListReassignmentsAsync(Token)).ShouldNotContain(r => r.TopicPartition == same);
        var cancelled = await admin.AlterReassignmentsAsync(
            [new ReassignmentChange(same, null), new ReassignmentChange(new TopicPartition("same", 7), null)], true, Token);
        cancelled.Select(r => r.Error?.Code).ShouldBe([
            KafkaErrorCode.NoReassignmentInProgress,
            IsKRaft ? KafkaErrorCode.UnknownTopicOrPartition : KafkaErrorCode.NoReassignmentInProgress
        ]);
        (await admin.AlterReassignmentsAsync([new ReassignmentChange(same, [ids[0], -2])], true, Token))
            .ShouldHaveSingleItem().Error.ShouldNotBeNull().Code.ShouldBe(KafkaErrorCode.InvalidReplicaAssignment);
    }

    [Fact]
    public async Task AlterReassignments_SizeChangeForbidden_IsRefusedWhereOffered()
    {
        await using var admin = Connect();
        var ids = (await admin.DescribeClusterAsync(Token)).Brokers.Select(b => b.Id).ToList();
        await CreateTopicAsync("size", [[ids[0], ids[1]]]);

        var answer = (await admin.AlterReassignmentsAsync(
            [new ReassignmentChange(new TopicPartition("size", 0), [ids[0], ids[1], ids[2]])], false, Token)).ShouldHaveSingleItem();

        (answer.Error?.Code).ShouldBe(CanForbidReplicationFactorChange ? KafkaErrorCode.InvalidReplicationFactor : null);
        await Eventually.GetAsync(
            () => TopicAsync(admin, "size"),
            t => t.Partitions[0].Isr.Length == (CanForbidReplicationFactorChange ? 2 : 3),
            "the replication factor");
    }

    [Fact]
    public async Task DescribeTopics_ByName_AnswersKnownAndUnknown()
    {
        await CreateTopicAsync("named", 2, 2);
        await using var admin = Connect();

        var topics = await admin.DescribeTopicsAsync(["named", "nope"], Token);

        topics.Select(t => (t.Name, t.Error?.Code))
            .OrderBy(t => t.Name, StringComparer.Ordinal).ShouldBe([("named", null), ("nope", KafkaErrorCode.UnknownTopicOrPartition)]);
        var named = topics.Single(t => t.Name == "named");
        named.Partitions.Select(p => p.Partition).ShouldBe([0, 1]);
        named.Partitions.ShouldAllBe(p => p.LeaderEpoch >= 0 && p.Leader == p.Replicas[0] && p.OfflineReplicas.IsEmpty);
        named.AuthorizedOperations.ShouldNotBeNull().ShouldContain(AclOperation.AlterConfigs);
    }

    /// <summary>All topics come in pages of five partitions where the cluster has pages, named ones in one answer of Metadata.</summary>
    [Fact]
    public async Task DescribeTopics_All_SaysOfEachWhatIsSaidOfItByName()
    {
        await CreateTopicAsync("paged-a", 12, 2);
        await CreateTopicAsync("paged-b", 1, 3);
        await using var admin = Connect();

        var all = await AllAgreesWithNamedAsync(admin);

        all.Single(t => t.Name == "paged-a").Partitions.Select(p => p.Partition).ShouldBe(Enumerable.Range(0, 12));
        all.Select(t => t.Name).ShouldBe(all.Select(t => t.Name).Order(StringComparer.Ordinal));
        all.ShouldAllBe(t => t.TopicId.HasValue == HasTopicIds);
    }

    [Fact]
    public async Task DescribeLogDirs_OfSomePartitions_TellsThoseOnly()
    {
        await using var admin = Connect();
        var ids = (await admin.DescribeClusterAsync(Token)).Brokers.Select(b => b.Id).ToList();
        await CreateTopicAsync("dirs", [[ids[0], ids[1]], [ids[1], ids[2]]]);
        await FillAsync("dirs", 2, 10_000);

        var answers = await admin.DescribeLogDirsAsync(
            [ids[0], ids[1], ids[2]], [new TopicPartition("dirs", 1), new TopicPartition("nope", 0)], Token);

        answers.Select(a => a.BrokerId).ShouldBe([ids[0], ids[1], ids[2]], ignoreOrder: true);
        answers.ShouldAllBe(a => a.Error == null && a.LogDirs.Count == 2);
        var held = answers.SelectMany(a => a.LogDirs.SelectMany(d => d.Replicas.Select(r => (a.BrokerId, r.TopicPartition.Partition))))
            .Order().ToList();
        held.ShouldBe([(ids[1], 1), (ids[2], 1)]);
    }

    [Fact]
    public async Task Configs_SetAndDeleted_AreReadBackWithTheirSource()
    {
        await using var admin = Connect();
        var broker = (await admin.DescribeClusterAsync(Token)).Brokers[0].Id;
        await CreateTopicAsync("configs", 1, 1);
        var topic = ConfigResource.Topic("configs");
        var resource = ConfigResource.Broker(broker);

        var set = await admin.AlterConfigsAsync([
            new(topic, ThrottledReplicas, "0:1,0:2"),
            new(resource, ThrottledRate, "123456"),
            new(ConfigResource.Topic("nope"), ThrottledReplicas, "*")
        ], Token);

        set.Select(r => (r.Resource, r.Error is null)).ShouldBe([(topic, true), (resource, true), (ConfigResource.Topic("nope"), false)]);
        // an answer without error does not mean visible yet
        var seen = await Eventually.GetAsync(
            () => admin.DescribeConfigsAsync([topic, resource], [ThrottledReplicas, ThrottledRate], Token),
            d => d.All(x => x.Entries.Values.Any(v => v.Source is ConfigSource.DynamicTopic or ConfigSource.DynamicBroker)),
            "the values");
        seen.Select(d => d.Resource).ShouldBe([topic, resource]);
        seen[0].Entries[ThrottledReplicas].ShouldBe(new ConfigValue("0:1,0:2", ConfigSource.DynamicTopic, false));
        seen[1].Entries[ThrottledRate].ShouldBe(
            new ConfigValue(ThrottleRatesReadable ? "123456" : null, ConfigSource.DynamicBroker, !ThrottleRatesReadable));
        seen[1].Entries.Keys.ShouldBe([ThrottledRate], "only what was asked for");

        for (var i = 0; i < 2; i++)
        {
            (await admin.AlterConfigsAsync([new(topic, ThrottledReplicas, null), new(resource, ThrottledRate, null)], Token)).ShouldAllBe(
                r => r.Error == null, "deleting is safe to repeat");
        }

        await Eventually.GetAsync(
            () => admin.DescribeConfigsAsync([topic, resource], [ThrottledReplicas, ThrottledRate], Token),
            d => d.All(x => x.Entries.Values.All(v => v.Source is ConfigSource.Default)),
            "the defaults");
    }

    [Fact]
    public async Task AlterConfigs_ThrottledReplicas_AreCheckedByTheCluster()
    {
        await using var admin = Connect();
        await CreateTopicAsync("lists", 1, 1);
        List<string> accepted = [];
        foreach (var value in new[] { "*", "none", "0:1001,0:1002", "0-1", "*,0:1001", "nonsense" })
        {
            if ((await admin.AlterConfigsAsync(
                [new(ConfigResource.Topic("lists"), ThrottledReplicas, value)], Token)).ShouldHaveSingleItem().Error is null)
            {
                accepted.Add(value);
            }
        }

        accepted.ShouldBe(AcceptedThrottleLists);
    }

    [Fact]
    public async Task DescribeConfigs_UnknownTopic_IsItsOwnError()
    {
        await CreateTopicAsync("known", 1, 2);
        await using var admin = Connect();

        var answers = await admin.DescribeConfigsAsync(
            [ConfigResource.Topic("nope"), ConfigResource.Topic("known")], ["min.insync.replicas"], Token);

        answers[0].Error.ShouldNotBeNull().Code.ShouldBe(KafkaErrorCode.UnknownTopicOrPartition);
        answers[1].Error.ShouldBeNull();
        answers[1].Entries["min.insync.replicas"].Value.ShouldBe("2");
    }

    /// <summary>Reads the cluster as the commands do.</summary>
    protected static Task<ClusterSnapshot> SnapshotAsync(IClusterAdmin admin) =>
        new ClusterReader(admin).ReadAsync(cancellationToken: Token);

    /// <summary>Creates a topic with Kafka's own tool.</summary>
    protected async Task CreateTopicAsync(string topic, int partitions, int replicationFactor)
    {
        (await Cluster.RunToolAsync("kafka-topics", [
            "--create",
            "--topic",
            topic,
            "--partitions",
            Text(partitions),
            "--replication-factor",
            Text(replicationFactor),
            .. MinimumOf(replicationFactor)
        ])).EnsureSuccess("kafka-topics");
        await SettledAsync(topic, partitions);
    }

    /// <summary>Creates a topic with given replica lists.</summary>
    protected async Task CreateTopicAsync(string topic, int[][] replicas)
    {
        (await Cluster.RunToolAsync("kafka-topics", [
            "--create",
            "--topic",
            topic,
            "--replica-assignment",
            string.Join(',', replicas.Select(r => string.Join(':', r))),
            .. MinimumOf(replicas[0].Length)
        ])).EnsureSuccess("kafka-topics");
        await SettledAsync(topic, replicas.Length);
    }

    // at the topic, since a new 4.3.1 cluster has a dynamic default of 1 that hides what server.properties says
    private static string[] MinimumOf(int replicationFactor) => replicationFactor > 1 ? ["--config", "min.insync.replicas=2"] : [];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<(TopicPartition Id, PartitionSnapshot Partition)> Partitions(ClusterSnapshot snapshot) =>
        snapshot.Topics.SelectMany(t => t.Partitions.Select(p => (new TopicPartition(t.Name, p.Partition), p)));

    private static async Task<TopicDescription> TopicAsync(IClusterAdmin admin, string topic) =>
        (await admin.DescribeTopicsAsync([topic], Token)).Single();

    /// <summary>
    /// Starts a move that is still going on afterwards. A throttle acts some time after it is set, and what passes before is Kafka's
    /// affair: then the move is taken back and made again.
    /// </summary>
    private static async Task<OngoingReassignment> StartMoveAsync(
        IClusterAdmin admin, TopicPartition partition, ImmutableArray<int> target, ImmutableArray<int> before)
    {
        for (var attempt = 1; ; attempt++)
        {
            (await admin.AlterReassignmentsAsync([new ReassignmentChange(partition, target)], false, Token))
                .ShouldHaveSingleItem().Error.ShouldBeNull();
            if (await admin.ListReassignmentsAsync(Token) is [var listed])
            {
                return listed;
            }

            attempt.ShouldBeLessThan(10, "the throttle never acts");
            (await admin.AlterReassignmentsAsync([new ReassignmentChange(partition, before)], false, Token))
                .ShouldHaveSingleItem().Error.ShouldBeNull();
            await Eventually.GetAsync(
                () => TopicAsync(admin, partition.Topic),
                t => t.Partitions[partition.Partition].Replicas.SequenceEqual(before),
                "the way back");
        }
    }

    private static async Task<IReadOnlyList<TopicDescription>> AllAgreesWithNamedAsync(IClusterAdmin admin)
    {
        var all = await admin.DescribeTopicsAsync(null, Token);
        var named = await admin.DescribeTopicsAsync([.. all.Select(t => t.Name)], Token);
        all.SelectMany(Lines).ShouldBe(named.SelectMany(Lines));
        return all;

        static IEnumerable<string> Lines(TopicDescription topic) =>
        [
            $"{topic.Name} {topic.TopicId} {topic.Error} {string.Join(' ', topic.AuthorizedOperations!.Order())}",
            .. topic.Partitions.Zip(Eligible(topic), (p, eligible) =>
                $"{topic.Name}-{p.Partition} {p.Leader} {p.LeaderEpoch} [{string.Join(' ', p.Replicas)}] [{string.Join(' ', p.Isr)}] "
                    + $"[{string.Join(' ', p.OfflineReplicas)}] [{eligible}]"),
        ];
    }

    private static IEnumerable<string> Eligible(TopicDescription topic) =>
        topic.Partitions.Select(p => p.EligibleLeaderReplicas.IsDefault ? string.Empty : string.Join(',', p.EligibleLeaderReplicas));

    /// <summary>
    /// KRaft accepts a broker that is registered but dead, and the move hangs until it is cancelled; ZooKeeper's controller refuses it.
    /// </summary>
    private async Task MoveToADeadBrokerAsync(IClusterAdmin admin, TopicPartition partition, ImmutableArray<int> target)
    {
        var answer = (await admin.AlterReassignmentsAsync([new ReassignmentChange(partition, target)], true, Token)).ShouldHaveSingleItem();
        (answer.Error?.Code).ShouldBe(IsKRaft ? null : KafkaErrorCode.InvalidReplicaAssignment);
        var cancelled = (await admin.AlterReassignmentsAsync(
            [new ReassignmentChange(partition, null)], true, Token)).ShouldHaveSingleItem();
        (cancelled.Error?.Code).ShouldBe(IsKRaft ? null : KafkaErrorCode.NoReassignmentInProgress);
        await Eventually.GetAsync(
            () => TopicAsync(admin, partition.Topic), t => t.Partitions[partition.Partition].Replicas.Length == 2, "the cancel");
    }

    private async Task SettledAsync(string topic, int partitions)
    {
        await using var admin = Connect();
        await Eventually.GetAsync(
            () => TopicAsync(admin, topic),
            t => t.Partitions.Count == partitions && t.Partitions.All(p => p.Leader >= 0 && p.Isr.Length == p.Replicas.Length),
            $"topic {topic}");
    }

    private async Task AgreesWithKafkaTopicsAsync(ClusterSnapshot snapshot)
    {
        var described = KafkaToolOutput.Partitions(
            (await Cluster.RunToolAsync("kafka-topics", "--describe")).EnsureSuccess("kafka-topics --describe"));
        Partitions(snapshot).Select(p => p.Id).ShouldBe(described.Keys.Order());
        foreach (var (id, partition) in Partitions(snapshot))
        {
            partition.Replicas.ShouldBe(described[id].Replicas, id.ToString());
            partition.Leader.ShouldBe(described[id].Leader, id.ToString());
            partition.Isr.Order().ToArray().ShouldBe(described[id].Isr, id.ToString());
        }
    }

    private async Task MarksAsync(ClusterSnapshot snapshot, PartitionHealth flag, string toolOption)
    {
        var told = KafkaToolOutput.Partitions(
            (await Cluster.RunToolAsync("kafka-topics", "--describe", toolOption)).EnsureSuccess(toolOption));
        Partitions(snapshot).Where(p => p.Partition.Health.HasFlag(flag)).Select(p => p.Id).ShouldBe(told.Keys.Order(), toolOption);
    }

    private static async Task SlowDownAsync(IClusterAdmin admin, string topic, List<int> ids)
    {
        ConfigChange[] changes =
        [
            new(ConfigResource.Topic(topic), ThrottledReplicas, "*"),
            new(ConfigResource.Topic(topic), "follower.replication.throttled.replicas", "*"),
            .. ids.SelectMany(id => new ConfigChange[]
            {
                new(ConfigResource.Broker(id), ThrottledRate, "1000"),
                new(ConfigResource.Broker(id), "follower.replication.throttled.rate", "1000")
            }),
        ];
        (await admin.AlterConfigsAsync(changes, Token)).ShouldAllBe(r => r.Error == null);
        await Eventually.GetAsync(
            () => admin.DescribeConfigsAsync([.. ids.Select(ConfigResource.Broker)], [ThrottledRate], Token),
            d => d.All(x => x.Entries.TryGetValue(ThrottledRate, out var v) && v.Source == ConfigSource.DynamicBroker), "the throttle");
    }

    private static async Task SpeedUpAsync(IClusterAdmin admin, string topic, List<int> ids)
    {
        ConfigChange[] changes =
        [
            new(ConfigResource.Topic(topic), ThrottledReplicas, null),
            new(ConfigResource.Topic(topic), "follower.replication.throttled.replicas", null),
            .. ids.SelectMany(id => new ConfigChange[]
            {
                new(ConfigResource.Broker(id), ThrottledRate, null),
                new(ConfigResource.Broker(id), "follower.replication.throttled.rate", null)
            }),
        ];
        (await admin.AlterConfigsAsync(changes, Token)).ShouldAllBe(r => r.Error == null);
    }
}
