using Rebalancer.Cluster;

namespace Rebalancer.Files.Snapshots;

/// <summary>
/// Partitions that stand as nearly every program writes them: known properties in the usual order, and nothing but spaces between.
/// They are read ten times as fast as token by token. Whatever differs, right or wrong, is <see cref="PartitionJsonReader"/>'s.
/// </summary>
/// <remarks>A partition counts as read once <see cref="Next"/> was true. No text that <see cref="Next"/> takes is broken JSON.</remarks>
/// <param name="text">What follows a partition in its list.</param>
/// <param name="ids">Room for the broker ids of one partition.</param>
internal ref struct UsualPartitions(ReadOnlySpan<byte> text, Span<int> ids)
{
    /// <summary>The broker ids of one list that there is to be room for.</summary>
    public const int MostIds = 16;

    private const int MostDigitsOfInt = 9;
    private const int MostDigitsOfLong = 18;

    private readonly ReadOnlySpan<byte> _text = text;
    private readonly Span<int> _replicas = ids[..MostIds];
    private readonly Span<int> _inSync = ids.Slice(MostIds, MostIds);
    private int _at;
    private int _replicaCount;
    private int _inSyncCount;

    /// <summary>How many were read.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes they take, with the commas before them.</summary>
    public int Length { get; private set; }

    /// <summary>The partition's number.</summary>
    public int Partition { get; private set; }

    /// <summary>The leader; -1 is none.</summary>
    public int Leader { get; private set; }

    /// <summary>The size.</summary>
    public DataSize Size { get; private set; }

    /// <summary>Whether the partition tells its in-sync replicas.</summary>
    public bool HasInSync { get; private set; }

    /// <summary>The replicas: at least one, all different.</summary>
    public readonly ReadOnlySpan<int> Replicas => _replicas[.._replicaCount];

    /// <summary>The in-sync replicas, all different.</summary>
    public readonly ReadOnlySpan<int> InSync => _inSync[.._inSyncCount];

    /// <summary>Reads the next partition.</summary>
    /// <param name="above">The number that its own must be above.</param>
    /// <returns>Whether it stands in the usual form, whole.</returns>
    public bool Next(int above)
    {
        _at = Length;
        if (!Take((byte)',') || !Take((byte)'{') || !ReadProperties() || !Take((byte)'}') || Partition <= above)
        {
            return false;
        }

        Length = _at;
        Count++;
        return true;
    }

    private bool ReadProperties()
    {
        if (!Take("\"partition\":"u8) || !Take(MostDigitsOfInt, out var partition)
            || !Take((byte)',') || !Take("\"replicas\":"u8) || !Take(_replicas, out _replicaCount) || _replicaCount == 0
            || !Take((byte)',') || !Take("\"leader\":"u8) || !TakeLeader())
        {
            return false;
        }

        Partition = (int)partition;
        Size = DataSize.Unknown;
        var isMore = Take((byte)',');
        HasInSync = isMore && Take("\"isr\":"u8);
        if (HasInSync)
        {
            if (!Take(_inSync, out _inSyncCount))
            {
                return false;
            }

            isMore = Take((byte)',');
        }

        if (!isMore)
        {
            return true;
        }

        if (!Take("\"sizeBytes\":"u8) || !Take(MostDigitsOfLong, out var bytes))
        {
            return false;
        }

        Size = DataSize.FromBytes(bytes);
        return true;
    }

    private bool TakeLeader()
    {
        if (Take("-1"u8))
        {
            Leader = PartitionSnapshot.NoLeader;
            return true;
        }

        var isNumber = Take(MostDigitsOfInt, out var leader);
        Leader = (int)leader;
        return isNumber;
    }

    /// <summary>Takes an array of different ids.</summary>
    private bool Take(Span<int> ids, out int count)
    {
        count = 0;
        if (!Take((byte)'['))
        {
            return false;
        }

        while (!Take((byte)']'))
        {
            if (count == ids.Length || (count > 0 && !Take((byte)',')) || !Take(MostDigitsOfInt, out var id)
                || ((ReadOnlySpan<int>)ids[..count]).Has((int)id))
            {
                return false;
            }

            ids[count++] = (int)id;
        }

        return true;
    }

    /// <summary>Takes a number as JSON writes it, neither negative nor too long to fit.</summary>
    private bool Take(int mostDigits, out long number)
    {
        SkipSpaces();
        number = 0;
        var rest = _text[_at..];
        var digits = 0;
        while (digits < rest.Length && (uint)(rest[digits] - '0') <= 9 && digits <= mostDigits)
        {
            number = (number * 10) + (rest[digits++] - '0');
        }

        _at += digits;
        return digits == 1 || (digits > 1 && digits <= mostDigits && rest[0] != '0');
    }

    private bool Take(byte character)
    {
        SkipSpaces();
        if (_at == _text.Length || _text[_at] != character)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool Take(ReadOnlySpan<byte> word)
    {
        SkipSpaces();
        if (!_text[_at..].StartsWith(word))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }
    }
}
