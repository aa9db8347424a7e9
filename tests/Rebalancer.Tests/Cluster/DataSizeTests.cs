using CsCheck;
using Rebalancer.Cluster;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Cluster;

/// <summary>Sizes and rates: one parser, one printer, never a number without its unit.</summary>
public sealed class DataSizeTests
{
    [Theory]
    [InlineData("0B", 0)]
    [InlineData("963B", 963)]
    [InlineData("50MB", 50_000_000)]
    [InlineData(" 50 MB ", 50_000_000)]
    [InlineData("1.5GB", 1_500_000_000)]
    [InlineData("800kB", 800_000)]
    [InlineData("800KB", 800_000)]
    [InlineData("20MiB", 20L << 20)]
    [InlineData("2TiB", 2L << 40)]
    [InlineData("1EB", 1_000_000_000_000_000_000)]
    [InlineData("0.5KiB", 512)]
    public void TryParse_NumberWithUnit_IsBytes(string text, long bytes)
    {
        DataSize.TryParse(text, out var size).ShouldBeNull();
        size.Bytes.ShouldBe(bytes);
        DataRate.TryParse(text + "/s", out var rate).ShouldBeNull();
        rate.BytesPerSecond.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("50", "has no unit: write 50MB if megabytes are meant, or 50B for bytes")]
    [InlineData("80Mbit", "is in bits: write 10MB, as a byte is 8 bits")]
    [InlineData("80 MBits", "is in bits: write 10MB, as a byte is 8 bits")]
    [InlineData("1.5Gbps", "is in bits: write 187500kB, as a byte is 8 bits")]
    [InlineData("80Mb", "is in bits: write 10MB, as a byte is 8 bits; or 80MB if bytes are meant")]
    [InlineData("80mb", "is in bits: write 10MB, as a byte is 8 bits; or 80MB if bytes are meant")]
    [InlineData("80Mib", "is in bits: write 10MiB, as a byte is 8 bits; or 80MiB if bytes are meant")]
    [InlineData("99999999999999999999Gbit", "is in bits: write it in bytes, of 8 bits each")]
    [InlineData("50M", "has the unit 'M': write 50MB or 50MiB")]
    [InlineData("50mB", "has the unit 'mB': write 50MB or 50MiB")]
    [InlineData("50 parsecs", "has the unit 'parsecs': write 50PB or 50PiB")]
    [InlineData("50 quarks", "has the unit 'quarks', which is none of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB")]
    [InlineData("-5MB", "is not an amount; write it as 50MB or 20GiB")]
    [InlineData("1e9B", "is not an amount; write it as 50MB or 20GiB")]
    [InlineData("1,000MB", "is not an amount; write it as 50MB or 20GiB")]
    [InlineData("", "is not an amount; write it as 50MB or 20GiB")]
    [InlineData("3EiB", "is too large; the most is 2 EiB")]
    [InlineData("99999999999999999999999999999999GB", "is too large; the most is 2 EiB")]
    [InlineData("0.1B", "is less than a byte")]
    public void TryParse_OtherText_SaysWhatIsWrong(string text, string problem)
    {
        DataSize.TryParse(text, out var size).ShouldBe(problem);
        size.IsKnown.ShouldBeFalse();
        DataRate.TryParse(text, out _).ShouldBe(problem);
    }

    [Fact]
    public void ToString_Unknown_IsNeverZero()
    {
        default(DataSize).ShouldBe(DataSize.Unknown);
        DataSize.Unknown.Bytes.ShouldBeNull();
        DataSize.Unknown.ToString().ShouldBe("not known");
        DataSize.FromBytes(0).ToString().ShouldBe("0 B");
        DataSize.FromBytes(0).ShouldNotBe(DataSize.Unknown);
        DataSize.FromBytes(long.MaxValue).Bytes.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void ToString_SizesAreBinaryAndRatesDecimal()
    {
        DataSize.FromBytes(20_078_972_109).ToString().ShouldBe("18.7 GiB");
        DataRate.FromBytesPerSecond(52_428_800).ToString().ShouldBe("52.4 MB/s");
    }

    [Fact]
    public void ToExactString_AnyRate_ReadsBack() =>
        Gen.OneOf(Gen.Long[0, long.MaxValue / 4], Gen.Long[0, 4000].Select(n => n * 1_000_000), Gen.Long[0, 4000].Select(n => n << 20))
        .Sample(bytes =>
        {
            DataRate.TryParse(DataRate.FromBytesPerSecond(bytes).ToExactString(), out var rate).ShouldBeNull();
            rate.BytesPerSecond.ShouldBe(bytes);
        });
}
