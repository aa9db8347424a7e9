using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rebalancer.Scheduling;

/// <summary>The copies that run, each with what is left of it and how fast it goes: its even share at both of its brokers.</summary>
/// <param name="mostPerReplica">What one copy gets at most.</param>
/// <param name="nothing">With fewer bytes left than this a copy has ended.</param>
/// <remarks>
/// All copies go on at every event, so numbers of one kind lie side by side, two of them in each instruction. A copy's speed changes only
/// where another one of its two brokers starts or ends. Not safe for concurrent use.
/// </remarks>
internal sealed class RunningCopies(double mostPerReplica, double nothing)
{
    private const int AtFirst = 128;

    // Both have an even length; after the last copy stand some that never end.
    private double[] _left = Filled(AtFirst, double.PositiveInfinity);
    private double[] _speed = Filled(AtFirst, 1);
    private Part[] _parts = new Part[AtFirst];

    // The first places of pairs of which one or both have ended.
    private int[] _ended = new int[AtFirst];
    private int _endedCount;
    private long _started;

    /// <summary>How many copies run.</summary>
    public int Count { get; private set; }

    /// <summary>What is left of each copy, the first started one first.</summary>
    public IEnumerable<(BrokerLoad From, BrokerLoad To, double Left)> All => _parts.Take(Count)
        .Select((part, i) => (Part: part, Left: _left[i])).OrderBy(c => c.Part.Started).Select(c => (c.Part.From, c.Part.To, c.Left));

    /// <summary>Starts a copy.</summary>
    public void Start(RunningStep step, BrokerLoad from, BrokerLoad to)
    {
        if (Count == _parts.Length)
        {
            Grow();
        }

        // An empty partition takes a moment as well.
        _left[Count] = Math.Max(1d, step.Step.Bytes);
        _parts[Count] = new Part(step, from, to, _started++);
        from.Out.Add(Count);
        to.In.Add(Count);
        Count++;
        Share(from, to);
    }

    /// <summary>Seconds until the next copy ends; infinite where none runs.</summary>
    public double UntilNextEnd()
    {
        ref var left = ref MemoryMarshal.GetArrayDataReference(_left);
        ref var speed = ref MemoryMarshal.GetArrayDataReference(_speed);
        var least = Vector128.Create(double.PositiveInfinity);
        for (var i = 0; i < Count; i += 2)
        {
            var seconds = Vector128.LoadUnsafe(ref left, (nuint)i) / Vector128.LoadUnsafe(ref speed, (nuint)i);
            least = Vector128.ConditionalSelect(Vector128.LessThan(seconds, least), seconds, least);
        }

        return Math.Min(least.ToScalar(), least.GetElement(1));
    }

    /// <summary>Goes on for a time.</summary>
    /// <returns>Whether copies have ended.</returns>
    public bool GoOn(double seconds)
    {
        ref var left = ref MemoryMarshal.GetArrayDataReference(_left);
        ref var speed = ref MemoryMarshal.GetArrayDataReference(_speed);
        var passed = Vector128.Create(seconds);
        var least = Vector128.Create(nothing);
        _endedCount = 0;
        for (var i = 0; i < Count; i += 2)
        {
            var rest = Vector128.LoadUnsafe(ref left, (nuint)i) - (Vector128.LoadUnsafe(ref speed, (nuint)i) * passed);
            rest.StoreUnsafe(ref left, (nuint)i);
            if (Vector128.LessThanAny(rest, least))
            {
                _ended[_endedCount++] = i;
            }
        }

        return _endedCount > 0;
    }

    /// <summary>Takes the copies out that have ended when all went on.</summary>
    /// <param name="now">When that is.</param>
    /// <param name="steps">Gets the step of each.</param>
    public void TakeEnded(double now, List<RunningStep> steps)
    {
        // From the end on: what takes a place has been looked at.
        while (_endedCount > 0)
        {
            var first = _ended[--_endedCount];
            for (var i = first + 1; i >= first; i--)
            {
                if (_left[i] < nothing)
                {
                    ref var part = ref _parts[i];
                    part.From.Until = part.To.Until = now;
                    steps.Add(part.Step);
                    Remove(i);
                }
            }
        }
    }

    private void Remove(int place)
    {
        var (from, to) = (_parts[place].From, _parts[place].To);
        from.Out.Remove(place);
        to.In.Remove(place);
        var last = --Count;
        if (place < last)
        {
            var moved = _parts[last];
            _parts[place] = moved;
            _left[place] = _left[last];
            _speed[place] = _speed[last];
            moved.From.Out.Replace(last, place);
            moved.To.In.Replace(last, place);
        }

        _left[last] = double.PositiveInfinity;
        _speed[last] = 1;
        _parts[last] = default;
        Share(from, to);
    }

    /// <summary>Shares out again what two brokers copy.</summary>
    private void Share(BrokerLoad from, BrokerLoad to)
    {
        from.Share();
        to.Share();
        foreach (var place in from.Out.All)
        {
            SetSpeed(place);
        }

        foreach (var place in to.In.All)
        {
            SetSpeed(place);
        }
    }

    private void SetSpeed(int place)
    {
        ref var part = ref _parts[place];
        _speed[place] = Math.Min(mostPerReplica, Math.Min(part.To.ShareIn, part.From.ShareOut));
    }

    private void Grow()
    {
        var (left, speed, parts) = (_left, _speed, _parts);
        var length = Count * 2;
        _left = Filled(length, double.PositiveInfinity);
        _speed = Filled(length, 1);
        _parts = new Part[length];
        _ended = new int[length];
        Array.Copy(left, _left, Count);
        Array.Copy(speed, _speed, Count);
        Array.Copy(parts, _parts, Count);
    }

    private static double[] Filled(int length, double number)
    {
        var numbers = new double[length];
        Array.Fill(numbers, number);
        return numbers;
    }

    /// <param name="Step">What it is a part of.</param>
    /// <param name="From">The broker that it comes from.</param>
    /// <param name="To">The broker that it goes to.</param>
    /// <param name="Started">How many started before it.</param>
    private readonly record struct Part(RunningStep Step, BrokerLoad From, BrokerLoad To, long Started);
}
