using System.Collections.Immutable;
using System.Text.Json;

namespace Rebalancer.Reports.Html;

/// <summary>What the scripts of the page draw, as compact columns.</summary>
internal static class PageData
{
    /// <summary>The data as JSON.</summary>
    public static byte[] Of(ReportPage page)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            var effects = page.Effects;
            json.WriteStartObject();
            json.WriteBoolean("plan", page.IsPlan);
            Array(json, "losses", effects.Risk.Losses, (w, l) => JsonCells.Write(
                w, l.Dimension, l.Name, l.Before.Offline, l.Before.UnderMinIsr, l.Before.Stopped, l.Before.Leaders, l.After.Offline,
                l.After.UnderMinIsr, l.After.Stopped, l.After.Leaders));
            Array(json, "dimensions", effects.Grid.Dimensions, (w, d) => w.WriteStringValue(d.ShortName));
            Array(json, "domains", effects.Grid.Domains, (w, d) => JsonCells.Write(w, [.. d.Select(name => (object)(name ?? "?"))]));
            Array(json, "cells", effects.Grid.Cells, (w, c) => JsonCells.Write(
                w, c.Domains.Select(name => name ?? "?").ToArray(), c.BrokerIds.Length, c.Replicas.Before, c.Replicas.After,
                c.Leaders.Before, c.Leaders.After, c.Bytes.Before, c.Bytes.After));
            Array(json, "brokers", effects.Brokers.Rows, (w, b) => JsonCells.Write(
                w, b.Id, b.Domains.Select(name => name ?? "?").ToArray(), (int)b.Marks, b.Replicas.Before, b.Replicas.After,
                b.Leaders.Before, b.Leaders.After, b.Bytes.Before, b.Bytes.After, b.DiskBytes ?? -1));
            Array(
                json, "even", [effects.Brokers.EvenReplicas, effects.Brokers.EvenLeaders, effects.Brokers.EvenBytes],
                (w, share) => w.WriteNumberValue(share));
            Array(json, "brokerFlow", effects.Flow.Brokers, (w, f) => JsonCells.Write(w, f.From, f.To, f.Moves, f.Bytes));
            Array(json, "topics", effects.Topics, (w, t) => JsonCells.Write(
                w, t.Name, t.Partitions, t.MinReplicationFactor, t.MaxReplicationFactor, t.Violations.Before, t.Violations.After, t.Moves,
                t.MoveBytes, t.UnknownSizes == t.Partitions ? -1L : t.Bytes, t.ReplicaRange.Before, t.ReplicaRange.After,
                t.LeaderRange.Before, t.LeaderRange.After));
            Array(json, "times", effects.Time?.Times ?? [], (w, t) => JsonCells.Write(
                w, t.Rate.BytesPerSecond, (long)t.Whole.TotalSeconds, t.IsGiven));
            Array(json, "busiest", effects.Time?.BusiestBrokers ?? [], (w, b) => JsonCells.Write(
                w, b.BrokerId, b.Until.Select(u => (long)u.TotalSeconds).ToArray()));
            Changes(json, effects.Changes);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Changes(Utf8JsonWriter json, ImmutableArray<ChangeRow> changes)
    {
        var topics = new Index<string>();
        var reasons = new Index<ChangeReason>();
        Array(json, "topic", changes, (w, c) => w.WriteNumberValue(topics.Of(c.Change.TopicPartition.Topic)));
        Array(json, "partition", changes, (w, c) => w.WriteNumberValue(c.Change.TopicPartition.Partition));
        Array(json, "before", changes, (w, c) => w.WriteStringValue(string.Join(' ', c.Change.Before)));
        Array(json, "after", changes, (w, c) => w.WriteStringValue(string.Join(' ', c.Change.After)));
        Array(json, "bytes", changes, (w, c) => w.WriteNumberValue(c.Bytes ?? -1));
        Array(json, "reason", changes, (w, c) => w.WriteNumberValue(reasons.Of(c.Reason)));
        Array(json, "topicNames", topics.Items, (w, name) => w.WriteStringValue(name));
        Array(json, "reasons", reasons.Items, (w, r) => JsonCells.Write(w, r.Kind.ToString(), r.Text));
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }

    /// <summary>Numbers things in the order in which they come.</summary>
    private sealed class Index<T>
        where T : notnull
    {
        private readonly Dictionary<T, int> _numbers = [];

        public List<T> Items { get; } = [];

        public int Of(T item)
        {
            if (!_numbers.TryGetValue(item, out var number))
            {
                _numbers[item] = number = Items.Count;
                Items.Add(item);
            }

            return number;
        }
    }
}
