using Rebalancer.Kafka.Wire.Primitives;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Primitives;

/// <summary>Lengths that lie: each must be refused before anything is allocated for it.</summary>
public sealed class KafkaReaderTests
{
    [Theory]
    [InlineData("00", 0u)]
    [InlineData("7f", 127u)]
    [InlineData("8001", 128u)]
    [InlineData("ac02", 300u)]
    [InlineData("ffffffff0f", uint.MaxValue)]
    public void ReadUnsignedVarint_Valid_GivesTheValue(string hex, uint expected)
    {
        var reader = Reader(hex, flexible: true);
        reader.ReadUnsignedVarint().ShouldBe(expected);
        reader.Remaining.ShouldBe(0);
    }

    [Theory]
    [InlineData("ffffffff10", "an UNSIGNED_VARINT of at most 32 bits")]
    [InlineData("ffffffffff00", "an UNSIGNED_VARINT of at most 32 bits")]
    [InlineData("80", "UNSIGNED_VARINT of 1 bytes")]
    public void ReadUnsignedVarint_TooLongOrCut_IsAProtocolError(string hex, string expected) =>
        Failure(hex, flexible: true, (ref KafkaReader reader) => reader.ReadUnsignedVarint()).Expected.ShouldBe(expected);

    [Theory]
    [InlineData(false, "ffff", null)]
    [InlineData(false, "0000", "")]
    [InlineData(false, "0002c3a4", "ä")]
    [InlineData(true, "00", null)]
    [InlineData(true, "01", "")]
    [InlineData(true, "03c3a4", "ä")]
    public void ReadNullableString_EachForm_GivesTheValue(bool flexible, string hex, string? expected) =>
        Reader(hex, flexible).ReadNullableString().ShouldBe(expected);

    [Theory]
    [InlineData(false, "fffe")]
    [InlineData(false, "8000")]
    [InlineData(false, "000361")]
    [InlineData(true, "0461")]
    [InlineData(true, "81800261")] // 32768 + 1: over Kafka's limit
    [InlineData(true, "ffffffff0f")]
    [InlineData(true, "808080800861")]
    public void ReadNullableString_LengthThatLies_IsAProtocolError(bool flexible, string hex) =>
        Failure(hex, flexible, (ref KafkaReader reader) => reader.ReadNullableString()).ShouldNotBeNull();

    [Theory]
    [InlineData(false, "ffff")]
    [InlineData(true, "00")]
    public void ReadString_Null_IsAProtocolError(bool flexible, string hex) =>
        Failure(hex, flexible, (ref KafkaReader reader) => reader.ReadString()).Received.ShouldBe("null");

    [Theory]
    [InlineData(false, "7fffffff")]
    [InlineData(false, "fffffffe")]
    [InlineData(false, "80000000")]
    [InlineData(false, "0000000200000001")]
    [InlineData(true, "ffffffff0f")]
    [InlineData(true, "ffffffff07")]
    [InlineData(true, "0300000001")]
    public void ReadNullableInt32Array_CountThatLies_IsRefusedBeforeMemoryIsTaken(bool flexible, string hex)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Failure(hex, flexible, (ref KafkaReader reader) => reader.ReadNullableInt32Array()).Expected.ShouldStartWith("a");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void ReadStringArray_CountOfAllThatIsLeft_TakesMemoryOnlyForWhatIsThere()
    {
        // Ten megabytes that claim ten million strings, of which the first is too long for what is left.
        var bytes = new byte[10_000_000];
        bytes[0] = 0x80; // 9999872 + 1 in three groups and more
        bytes[1] = 0xad;
        bytes[2] = 0xe2;
        bytes[3] = 0x04;
        bytes.AsSpan(4, 4).Fill(0xff);
        bytes[8] = 0x0f;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<KafkaProtocolException>(() => new KafkaReader(bytes, 0, isFlexible: true).ReadStringArray());
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Theory]
    [InlineData("0005", 1)]
    [InlineData("010702aabb", 0)]
    public void SkipTags_UnknownTags_AreSteppedOver(string hex, int left)
    {
        var reader = Reader(hex, flexible: true);
        reader.SkipTags();
        reader.Remaining.ShouldBe(left);
    }

    [Theory]
    [InlineData("0100")]
    [InlineData("010702aa")]
    [InlineData("ffffffff0f")]
    public void SkipTags_MoreThanIsThere_IsAProtocolError(string hex) =>
        Failure(hex, flexible: true, (ref KafkaReader reader) => { reader.SkipTags(); return 0; }).ShouldNotBeNull();

    [Fact]
    public void SkipTags_VersionThatIsNotFlexible_ReadsNothing()
    {
        var reader = Reader("05", flexible: false);
        reader.SkipTags();
        reader.Remaining.ShouldBe(1);
    }

    [Fact]
    public void ExpectEnd_BytesLeft_TellsHowMany() =>
        Failure("000102", flexible: false, (ref KafkaReader reader) => { reader.ReadInt8(); reader.ExpectEnd(); return 0; }).Message
            .ShouldBe("Expected the end of the message at byte 1, found 2 more bytes.");

    [Fact]
    public void ReadUuid_MostSignificantFirst_IsKafkasText() =>
        Reader("7486614108b7e347749d1916e12f84d8", flexible: true).ReadUuid().ShouldBe(Guid.Parse("74866141-08b7-e347-749d-1916e12f84d8"));

    private delegate T Reading<T>(ref KafkaReader reader);

    private static KafkaReader Reader(string hex, bool flexible) => new(Convert.FromHexString(hex), 0, flexible);

    private static KafkaProtocolException Failure<T>(string hex, bool flexible, Reading<T> read) =>
        Should.Throw<KafkaProtocolException>(() =>
    {
        var reader = Reader(hex, flexible);
        read(ref reader);
    });
}
