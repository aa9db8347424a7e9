using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Kafka.Admin;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.State;
using Rebalancer.Kafka.Observing;

namespace Rebalancer.Kafka.Execution.Throttles;

/// <summary>Keeps the throttle as the running moves need it: lists first, then rates, then a look whether the brokers have them.</summary>
internal sealed class Throttler
{
    /// <summary>What is told of rates of others while a plan runs.</summary>
    public const string RatesReplaced = "Rates that others set are replaced while the plan runs, and put back afterwards";

    /// <summary>The same once they are what they were.</summary>
    public const string RatesPutBack = "Rates that others set were replaced while the plan ran, and have been put back";

    private const int ReadTries = 20;
    private static readonly TimeSpan s_readPause = TimeSpan.FromMilliseconds(500);

    /// <summary>A change acts some tenths of a second after its answer.</summary>
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(1);

    private readonly RunContext _run;
    private readonly ThrottleSetting _setting;
    private readonly ThrottleReader _reader;
    private readonly ConfigWriter _writer;
    private readonly Dictionary<(ConfigResource Resource, string Key), string> _set = [];
    private readonly RateWatch _watch;
    private readonly Dictionary<(ConfigResource Resource, string Key), ImmutableArray<string>> _listed = [];
    private readonly Dictionary<(string Topic, string Key), int> _foreignBytes = [];

    public Throttler(RunContext run, ThrottleSetting setting)
    {
        _run = run;
        _setting = setting;
        // The run is held up by no broker; and a late answer may be of before a change.
        _reader = new ThrottleReader(run, new BrokerReads<ConfigDescription>(run.Time, takesLate: false));
        _writer = new ConfigWriter(run);
        _watch = new RateWatch(run, _reader, _set);
        Rates = new RateController(setting, run.Time);
    }

    public RateController Rates { get; }

    public bool IsOn => _setting.Mode != ThrottleMode.None;

    /// <summary>The rate of each destination, or null where no throttle is set.</summary>
    public long? CopyRate => IsOn ? Rates.CopyRate : null;

    /// <summary>A budget of the lists' length with what others have in them.</summary>
    public ThrottleListBudget ListBudget() =>
        new(topic => IsOn ? ThrottleKeys.Lists.Max(key => _foreignBytes.GetValueOrDefault((topic, key))) : int.MinValue / 2);

    /// <summary>Brings lists and rates to what these steps need.</summary>
    /// <param name="steps">What runs, and what is about to.</param>
    /// <param name="view">What is.</param>
    /// <param name="meter">What is measured.</param>
    /// <param name="cancellationToken">Stops between two calls.</param>
    /// <returns>Why nothing may be started, or null.</returns>
    public async Task<ThrottleProblem?> EnsureAsync(
        IReadOnlyCollection<MoveStep> steps, ClusterView view, ProgressMeter meter, CancellationToken cancellationToken)
    {
        if (!IsOn)
        {
            return null;
        }

        var lists = await EnsureListsAsync(ThrottlePlan.Entries(steps), view, cancellationToken).ConfigureAwait(false);
        if (lists.Problem is not null)
        {
            return lists.Problem;
        }

        var rates = await EnsureRatesAsync(steps, view, meter, cancellationToken).ConfigureAwait(false);
        if (rates.Problem is null && (lists.Added || rates.Added))
        {
            await _run.DelayAsync(s_settle, cancellationToken).ConfigureAwait(false);
        }

        return rates.Problem;
    }

    /// <summary>Takes what does not run any more off the lists, in one go.</summary>
    /// <returns>Why nothing may be started, or null.</returns>
    public async Task<ThrottleProblem?> NarrowAsync(
        IReadOnlyCollection<MoveStep> steps, ClusterView view, CancellationToken cancellationToken) =>
        IsOn ? (await EnsureListsAsync(ThrottlePlan.Entries(steps), view, cancellationToken).ConfigureAwait(false)).Problem : null;

    // What could not be set is made anew from what is there then: somebody may have added entries meanwhile.
    private async Task<(ThrottleProblem? Problem, bool Added)> EnsureListsAsync(
        SortedDictionary<string, (ImmutableArray<string> Leaders, ImmutableArray<string> Followers)> wanted, ClusterView view,
        CancellationToken cancellationToken)
    {
        var lists = await SetListsAsync(wanted, view, cancellationToken).ConfigureAwait(false);
        for (var attempt = 1; attempt < ConfigWriter.Tries && lists.Problem is { IsRefused: true }; attempt++)
        {
            await _run.DelayAsync(ConfigWriter.Pause, cancellationToken).ConfigureAwait(false);
            lists = await SetListsAsync(wanted, view, cancellationToken).ConfigureAwait(false);
        }

        return lists;
    }

    private async Task<(ThrottleProblem? Problem, bool Added)> SetListsAsync(
        SortedDictionary<string, (ImmutableArray<string> Leaders, ImmutableArray<string> Followers)> wanted, ClusterView view,
        CancellationToken cancellationToken)
    {
        // The values of a topic go with it: that one created anew has none is nobody's doing.
        var listed = _run.Journal.Throttles.Keys.Where(k => k.Resource.Kind == ConfigResourceKind.Topic).Select(k => k.Resource.Name);
        var topics = wanted.Keys.Concat(listed).Distinct(StringComparer.Ordinal)
            .Where(t => view.Presence(t, _run.Journal.TopicId(t)) == TopicPresence.Seen).Order(StringComparer.Ordinal).ToArray();
        var changed = topics.Where(t => !IsListed(t, wanted.GetValueOrDefault(t))).ToHashSet(StringComparer.Ordinal);
        if (changed.Count == 0)
        {
            return (null, false);
        }

        // All of ours are read, not only those that change: an operator that reverts them does so for all topics.
        var (present, reverted) = await ReadListsAsync([.. topics.Select(ConfigResource.Topic)], cancellationToken).ConfigureAwait(false);
        if (reverted is not null)
        {
            return (new ThrottleProblem(reverted, IsFinal: true), false);
        }

        if (changed.FirstOrDefault(t => !present.ContainsKey((ConfigResource.Topic(t), ThrottleKeys.LeaderReplicas))) is { } unread)
        {
            return (new ThrottleProblem($"The throttle lists of topic {unread} cannot be read.", IsFinal: false), false);
        }

        await _reader.RememberAsync(present).ConfigureAwait(false);
        List<ThrottleValue> values = [];
        foreach (var topic in changed.Order(StringComparer.Ordinal))
        {
            var (leaders, followers) = wanted.GetValueOrDefault(topic, ([], []));
            Add(values, present, topic, ThrottleKeys.LeaderReplicas, leaders);
            Add(values, present, topic, ThrottleKeys.FollowerReplicas, followers);
        }

        if (values.FirstOrDefault(v => v.Value?.Length > ThrottleKeys.MostBytes) is { } tooLong)
        {
            return (new ThrottleProblem($"The throttle list of topic {tooLong.Resource.Name} would have {tooLong.Value!.Length} bytes, at "
                + $"most {ThrottleKeys.MostBytes} are possible.", IsFinal: false), false);
        }

        var failed = await _writer.WriteAsync(values, confirm: null, tries: 1, cancellationToken).ConfigureAwait(false);
        foreach (var value in values)
        {
            if (failed.All(f => f.Resource != value.Resource))
            {
                _listed[(value.Resource, value.Key)] = value.Own;
            }
            else
            {
                // An answer that is lost says nothing about what is set.
                _listed.Remove((value.Resource, value.Key));
            }
        }

        return failed.IsEmpty ? (null, wanted.Count > 0) : (
            new ThrottleProblem($"The throttle lists of topic {failed[0].Resource.Name} cannot be set: {failed[0].Error}", IsFinal: false)
            { IsRefused = true },
            false);
    }

    private void Add(
        List<ThrottleValue> values,
        Dictionary<(ConfigResource Resource, string Key), ConfigValue?> present,
        string topic,
        string key,
        ImmutableArray<string> wanted)
    {
        var resource = ConfigResource.Topic(topic);
        var own = _run.Journal.Throttles[(resource, key)];
        var value = ThrottledReplicas.Replace(present[(resource, key)]?.Value, own.Found.Value, own.Own, wanted);

        // A topic may come again, and a fresh read could then take our own entries for what was there before: only the end of the run
        // forgets.
        values.Add(new ThrottleValue(resource, key, value.Length > 0 || own.Found.IsSet ? value : null, wanted, Restores: false));
        _foreignBytes[(topic, key)] = ThrottledReplicas.Replace(present[(resource, key)]?.Value, own.Found.Value, own.Own, []).Length + 1;
    }

    private bool IsListed(string topic, (ImmutableArray<string> Leaders, ImmutableArray<string> Followers) wanted)
    {
        var resource = ConfigResource.Topic(topic);
        return Is(ThrottleKeys.LeaderReplicas, wanted.Leaders) && Is(ThrottleKeys.FollowerReplicas, wanted.Followers);

        bool Is(string key, ImmutableArray<string> entries) =>
            (entries.IsDefaultOrEmpty && !_run.Journal.Throttles.ContainsKey((resource, key))) || (_listed.TryGetValue(
                (resource, key), out var listed) && !entries.IsDefault && listed.AsSpan().SequenceEqual(entries.AsSpan()));
    }

    /// <summary>
    /// The present lists, and what somebody changed of ours. A broker that lags shows what was there before ours: only what stays away is
    /// somebody's doing.
    /// </summary>
    private async Task<(Dictionary<(ConfigResource Resource, string Key), ConfigValue?> Present, string? Reverted)> ReadListsAsync(
        ConfigResource[] topics, CancellationToken cancellationToken)
    {
        var present = await _reader.ReadAsync(topics, ThrottleKeys.Lists, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < ReadTries && Reverted(present) is not null; i++)
        {
            await _run.DelayAsync(s_readPause, cancellationToken).ConfigureAwait(false);
            present = await _reader.ReadAsync(topics, ThrottleKeys.Lists, cancellationToken).ConfigureAwait(false);
        }

        return (present, Reverted(present));
    }

    private string? Reverted(Dictionary<(ConfigResource Resource, string Key), ConfigValue?> present)
    {
        foreach (var (key, entries) in _listed.OrderBy(l => l.Key.Resource.Name, StringComparer.Ordinal))
        {
            if (!present.TryGetValue(key, out var value))
            {
                continue;
            }

            var listed = ThrottledReplicas.Parse(value?.Value);
            if (!listed.Contains(ThrottledReplicas.All) && entries.Except(listed, StringComparer.Ordinal).FirstOrDefault() is { } lost)
            {
                return $"Somebody changed {key.Key} of topic {key.Resource.Name} while its partitions moved ({lost} is gone, the value is "
                    + $"'{value?.Value}'). Perhaps an operator such as Strimzi's reverts it.";
            }
        }

        return null;
    }

    private async Task<(ThrottleProblem? Problem, bool Added)> EnsureRatesAsync(
        IReadOnlyCollection<MoveStep> steps, ClusterView view, ProgressMeter meter, CancellationToken cancellationToken)
    {
        var brokers = ThrottlePlan.Brokers(steps);
        var resources = brokers.Where(view.IsLive).Select(ConfigResource.Broker).ToArray();
        var away = brokers.Where(b => !view.IsLive(b)).ToArray();
        if (away.Length > 0)
        {
            var names = FewOfMany.Text([.. away.Select(b => $"{b}")], away.Length);
            _run.Note(true, $"Throttle rates cannot be set now on brokers that are not up: {names}.");
        }

        if (await _watch.LookAsync(resources, cancellationToken).ConfigureAwait(false) is { } against)
        {
            return (against, false);
        }

        var changing = resources.Where(r => !IsRated(r, meter)).ToArray();
        var (found, movesElsewhere) = await ReadRatesAsync(changing, steps, cancellationToken).ConfigureAwait(false);
        if (movesElsewhere is not null)
        {
            return (movesElsewhere, false);
        }

        if (changing.FirstOrDefault(
            r => !_run.Journal.Throttles.ContainsKey((r, ThrottleKeys.FollowerRate))
            && !found.ContainsKey((r, ThrottleKeys.FollowerRate))) is { Name: not null } unread)
        {
            return (Unread(unread), false);
        }

        // A change that is sent to a broker that does not answer would hold the run up for as long as the read would have.
        var silent = FirstSilent(changing);
        await _reader.RememberAsync(found).ConfigureAwait(false);
        List<ThrottleValue> values = [];
        foreach (var resource in changing.Where(r => !_reader.IsSilent(r)))
        {
            AddRate(values, resource, ThrottleKeys.LeaderRate, Rates.LeaderRate(ThrottleReader.Id(resource), meter));
            AddRate(values, resource, ThrottleKeys.FollowerRate, Rates.CopyRate);
        }

        if (values.Count == 0)
        {
            return (silent, false);
        }

        var failed = await _writer.WriteAsync(values, confirm: null, ConfigWriter.Tries, cancellationToken).ConfigureAwait(false);
        if (!failed.IsEmpty)
        {
            return (new ThrottleProblem(
                $"The throttle rates of broker {failed[0].Resource.Name} cannot be set: {failed[0].Error}", IsFinal: false), false);
        }

        foreach (var value in values)
        {
            _set[(value.Resource, value.Key)] = value.Value!;
        }

        return (await ReadBackAsync(values, cancellationToken).ConfigureAwait(false) ?? silent, true);
    }

    private ThrottleProblem? FirstSilent(IEnumerable<ConfigResource> brokers) =>
        brokers.FirstOrDefault(_reader.IsSilent) is { Name: not null } silent ? Unread(silent) : null;

    private static ThrottleProblem Unread(ConfigResource broker) =>
        new($"The throttle rates of broker {broker.Name} cannot be read.", IsFinal: false);

    /// <summary>
    /// The rates that are set, and why not to go on. They may be those of a run elsewhere that is about to begin, or has just ended, and
    /// takes them away: taken for somebody's for good they would be put back after that, and stay. So what stands there is read again
    /// seconds later, when such moves would show.
    /// </summary>
    private async Task<(Dictionary<(ConfigResource Resource, string Key), ConfigValue?> Found, ThrottleProblem? MovesElsewhere)>
        ReadRatesAsync(ConfigResource[] brokers, IReadOnlyCollection<MoveStep> steps, CancellationToken cancellationToken)
    {
        var found = await _reader.ReadAsync(brokers, ThrottleKeys.Rates, cancellationToken).ConfigureAwait(false);
        if (_set.Count > 0
            || !found.Any(f => f.Value is { Source: ConfigSource.DynamicBroker } && !_run.Journal.Throttles.ContainsKey(f.Key)))
        {
            return (found, null);
        }

        await _run.DelayAsync(ClusterObserver.SecondLook, cancellationToken).ConfigureAwait(false);
        found = await _reader.ReadAsync(brokers, ThrottleKeys.Rates, cancellationToken).ConfigureAwait(false);
        var view = await _run.Observer.LookAsync(cancellationToken).ConfigureAwait(false);
        var ours = steps.Select(s => s.TopicPartition).ToHashSet();
        return (found, view.Ongoing.Any(o => !ours.Contains(o.TopicPartition))
            ? new ThrottleProblem(
                "Throttle rates are set, and somebody else has begun to move partitions. Nothing is started while they move.",
                IsFinal: false)
            : null);
    }

    /// <summary>A rate that was there before, as it is told.</summary>
    public static string RateOfOthers(FoundThrottle found) => $"broker {found.Resource.Name} {found.Key}={found.Value ?? "?"}";

    private bool IsRated(ConfigResource resource, ProgressMeter meter) =>
        _set.GetValueOrDefault((resource, ThrottleKeys.LeaderRate)) == Text(Rates.LeaderRate(ThrottleReader.Id(resource), meter))
        && _set.GetValueOrDefault((resource, ThrottleKeys.FollowerRate)) == Text(Rates.CopyRate);

    private static string Text(long rate) => rate.ToString(CultureInfo.InvariantCulture);

    private void AddRate(List<ThrottleValue> values, ConfigResource resource, string key, long rate)
    {
        var found = _run.Journal.Throttles[(resource, key)].Found;
        if (found is { IsSet: true, IsHidden: true } && !_run.Options.OverwriteHiddenRates)
        {
            _run.NoteEach(
                true, "Rates that are set, but not shown (Kafka before 2.6), are left as they are", $"broker {resource.Name} {key}");
            return;
        }

        var text = Text(rate);
        if (_set.GetValueOrDefault((resource, key)) != text)
        {
            if (found.IsSet && !_set.ContainsKey((resource, key)) && !_watch.HasSeen(resource))
            {
                _run.NoteEach(false, RatesReplaced, RateOfOthers(found));
            }

            values.Add(new ThrottleValue(resource, key, text, [], Restores: false));
        }
    }

    // The answer to a set is no promise either: brokers were seen to read back the old rate for a while.
    private async Task<ThrottleProblem?> ReadBackAsync(List<ThrottleValue> values, CancellationToken cancellationToken)
    {
        var open = values;
        for (var i = 0; i < ReadTries; i++)
        {
            var present = await _reader.ReadAsync([.. open.Select(v => v.Resource).Distinct()], ThrottleKeys.Rates, cancellationToken)
                .ConfigureAwait(false);
            open = [.. open.Where(v => !(present.GetValueOrDefault((v.Resource, v.Key)) is { } read
                && (read.Value == v.Value || (read.IsSensitive && read.Source == ConfigSource.DynamicBroker))))];
            if (open.Count == 0)
            {
                return null;
            }

            var unseen = open.Where(v => _reader.IsSilent(v.Resource)).ToArray();
            if (unseen.Length > 0)
            {
                // Whether it has them is not known: they are set and read again once it answers.
                foreach (var value in unseen)
                {
                    _set.Remove((value.Resource, value.Key));
                }

                return Unread(unseen[0].Resource);
            }

            await _run.DelayAsync(s_readPause, cancellationToken).ConfigureAwait(false);
        }

        return new ThrottleProblem($"Broker {open[0].Resource.Name} does not show {open[0].Key}={open[0].Value} after it was set. Perhaps "
            + "somebody else sets it too.", IsFinal: false);
    }
}

/// <summary>Why the throttle is not as the moves need it.</summary>
/// <param name="Text">One sentence.</param>
/// <param name="IsFinal">Whether somebody works against it, so that the run stops; otherwise it is tried again.</param>
internal sealed record ThrottleProblem(string Text, bool IsFinal)
{
    /// <summary>Whether values were sent and not all of them taken.</summary>
    public bool IsRefused { get; init; }
}
