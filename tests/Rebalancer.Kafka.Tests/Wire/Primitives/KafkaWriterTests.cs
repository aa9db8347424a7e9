using CsCheck;
using Rebalancer.Kafka.Wire.Primitives;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Primitives;

public sealed class KafkaWriterTests
{
    [Fact]
    public void WriteThenRead_AnyValues_AreTheSame() =>
        Gen.Select(Gen.Bool, Gen.String.Null(), Gen.Int.Array.Null(), Gen.UInt, Gen.Long, Gen.Byte.Array)
            .Sample((flexible, text, numbers, varint, number, bytes) =>
        {
            text = text is null ? null : new string([.. text.Where(c => !char.IsSurrogate(c))]);
            var writer = new KafkaWriter(3, flexible);
            writer.WriteString(text);
            writer.WriteInt32Array(numbers is null ? null : [.. numbers]);
            writer.WriteUnsignedVarint(varint);
            writer.WriteInt64(number);
            writer.WriteBytes(bytes);
            writer.WriteNoTags();

            var reader = new KafkaReader(writer.Written, 3, flexible);
            reader.ReadNullableString().ShouldBe(text);
            var read = reader.ReadNullableInt32Array();
            (read is null).ShouldBe(numbers is null);
            read?.ShouldBe(numbers);
            reader.ReadUnsignedVarint().ShouldBe(varint);
            reader.ReadInt64().ShouldBe(number);
            reader.ReadBytes().ShouldBe(bytes);
            reader.SkipTags();
            reader.ExpectEnd();
        }, iter: 2000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WriteString_OneByteOverTheLimit_IsRefused(bool flexible)
    {
        var writer = new KafkaWriter(0, flexible);
        writer.WriteString(new string('x', KafkaWriter.MaxStringBytes));
        Should.Throw<ArgumentException>(() => writer.WriteString(new string('x', KafkaWriter.MaxStringBytes + 1))).Message
            .ShouldContain("limit is 32767");
    }
}
