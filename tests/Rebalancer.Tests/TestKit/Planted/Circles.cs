#pragma warning disable IDE0130, CA1822 // Many small namespaces in one file: planted circles, not folders of ours.

namespace Rebalancer.Tests.TestKit.Planted.Fields.Low
{
    internal sealed class LowType
    {
        public High.HighType? Up { get; set; }
    }
}

namespace Rebalancer.Tests.TestKit.Planted.Fields.High
{
    internal sealed class HighType
    {
        public Low.LowType? Down { get; set; }
    }
}

namespace Rebalancer.Tests.TestKit.Planted.AsyncBodies.Low
{
    internal sealed class LowType
    {
        public async Task RunAsync()
        {
            await Task.Yield();
            High.HighType.Call();
        }
    }
}

namespace Rebalancer.Tests.TestKit.Planted.AsyncBodies.High
{
    internal static class HighType
    {
        public static void Call() => _ = new Low.LowType();
    }
}

namespace Rebalancer.Tests.TestKit.Planted.TypeArguments.Low
{
    internal sealed class LowType
    {
        public int Count() => new List<High.HighType>().Count;
    }
}

namespace Rebalancer.Tests.TestKit.Planted.TypeArguments.High
{
    internal sealed class HighType
    {
        public Dictionary<string, Low.LowType?> Down { get; } = [];
    }
}

namespace Rebalancer.Tests.TestKit.Planted.Lambdas.Low
{
    internal static class LowType
    {
        public static IEnumerable<string> Names(IEnumerable<int> numbers) => numbers.Select(n => High.HighType.Name(n));
    }
}

namespace Rebalancer.Tests.TestKit.Planted.Lambdas.High
{
    internal static class HighType
    {
        public static string Name(int number) => string.Concat(Enumerable.Range(0, number).Select(_ => typeof(Low.LowType).Name));
    }
}

namespace Rebalancer.Tests.TestKit.Planted.Three.A
{
    internal sealed class First
    {
        public B.Second? Next { get; set; }
    }
}

namespace Rebalancer.Tests.TestKit.Planted.Three.B
{
    internal sealed class Second
    {
        public C.Third? Next { get; set; }
    }
}

namespace Rebalancer.Tests.TestKit.Planted.Three.C
{
    internal sealed class Third
    {
        public A.First? Next { get; set; }
    }
}

namespace Rebalancer.Tests.TestKit.Planted.Deep.A.Inner
{
    internal sealed class AType
    {
        public B.BType? Other { get; set; }
    }
}

namespace Rebalancer.Tests.TestKit.Planted.Deep.B
{
    internal sealed class BType
    {
        public A.AnotherType? Other { get; set; }
    }
}

namespace Rebalancer.Tests.TestKit.Planted.Deep.A
{
    internal sealed class AnotherType;
}

namespace Rebalancer.Tests.TestKit.Planted.Straight
{
    internal sealed class Face
    {
        public Straight.Up.UpType? Up { get; set; }
    }
}

namespace Rebalancer.Tests.TestKit.Planted.Straight.Up
{
    internal sealed class UpType
    {
        public Face? Face { get; set; }

        public Down.DownType? Down { get; set; }
    }
}

namespace Rebalancer.Tests.TestKit.Planted.Straight.Down
{
    internal sealed class DownType
    {
        public Face? Face { get; set; }
    }
}
