using System.Buffers.Binary;
using CsCheck;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Primitives;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Messages;

/// <summary>
/// Bytes that are no message: a protocol error or a value, never another exception and never memory for what did not arrive.
/// </summary>
public sealed class HostileMessageTests
{
    /// <summary>
    /// What a decoder may take for a frame of a few hundred bytes: generous, and far below what a lying count of 2^31 would cost.
    /// </summary>
    private const long MostAllocatedBytes = 1_000_000;

    public static TheoryData<string> Apis => [.. MessageKind.All.Select(kind => kind.Api.Key.ToString())];

    [Theory]
    [MemberData(nameof(Apis))]
    public void Read_CutAtEveryByte_IsAProtocolError(string api)
    {
        foreach (var (body, decode) in Frames(api))
        {
            for (var length = 0; length < body.Length; length++)
            {
                var cut = body[..length];
                Should.Throw<KafkaProtocolException>(() => decode(cut), $"{length} of {body.Length} bytes");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public void Read_OneByteTooMany_IsAProtocolError(string api)
    {
        foreach (var (body, decode) in Frames(api))
        {
            Should.Throw<KafkaProtocolException>(() => decode([.. body, 0])).Expected.ShouldBe("the end of the message");
        }
    }

    /// <summary>
    /// Every place of every message, so every length and count there is: as huge, as negative and as slightly wrong numbers.
    /// </summary>
    [Theory]
    [MemberData(nameof(Apis))]
    public void Read_LyingNumberAtEveryPlace_IsRefusedOrReadWithoutMuchMemory(string api)
    {
        byte[][] lies = [
            [0x7f, 0xff, 0xff, 0xff],
            [0x80, 0, 0, 0],
            [0xff, 0xff, 0xff, 0xfe],
            [0, 0xff, 0xff, 0xff],
            [0xff, 0xff, 0xff, 0xff, 0x0f],
            [0xff, 0xff, 0xff, 0xff, 0x07],
            [0x80, 0x80, 0x80, 0x80, 0x08],
            [0x7f],
            [0]
        ];
        foreach (var (body, decode) in Frames(api))
        {
            foreach (var lie in lies)
            {
                for (var at = 0; at <= body.Length - lie.Length; at++)
                {
                    var lying = body.ToArray();
                    lie.CopyTo(lying, at);
                    ShouldBeHarmless(lying, decode);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public void Read_RandomBytes_GiveAValueOrAProtocolError(string api)
    {
        var decoders = Decoders(api);
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, decoders.Count - 1])
            .Sample((bytes, which) => ShouldBeHarmless(bytes, decoders[which]), iter: 3000, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public void Read_MutatedMessage_GivesAValueOrAProtocolError(string api)
    {
        var frames = Frames(api);
        var mutation = Gen.Select(Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 3]);
        Gen.Select(Gen.Int[0, frames.Count - 1], mutation.Array[1, 6]).Sample((which, mutations) =>
        {
            var (body, decode) = frames[which];
            var bytes = body.ToList();
            foreach (var (place, value, how) in mutations)
            {
                var at = place % Math.Max(1, bytes.Count);
                switch (how)
                {
                    case 0 when bytes.Count > 0:
                        bytes[at] = value;
                        break;
                    case 1 when bytes.Count > 0:
                        bytes[at] ^= (byte)(1 << (value % 8));
                        break;
                    case 2 when bytes.Count > 0:
                        bytes.RemoveAt(at);
                        break;
                    default:
                        bytes.Insert(at, value);
                        break;
                }
            }

            ShouldBeHarmless([.. bytes], decode);
        }, iter: 3000, threads: 1);
    }

    private static void ShouldBeHarmless(byte[] bytes, Action<byte[]> decode)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            decode(bytes);
        }
        catch (KafkaProtocolException)
        {
            // The one exception that may come.
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostAllocatedBytes);
    }

    private static List<(byte[] Body, Action<byte[]> Decode)> Frames(string api)
    {
        var kind = MessageKind.Of(Enum.Parse<ApiKey>(api));
        var (request, response) = MessageSamples.Of(kind.Api.Key);
        return
        [
            .. kind.Versions.Select(version => (
                kind.EncodeRequest(request, version)[KafkaFrame.SizeBytes..],
                new Action<byte[]>(bytes => DecodeRequest(kind, version, bytes)))),
            .. kind.Versions.Select(version => (
                kind.EncodeResponse(response, version)[KafkaFrame.SizeBytes..],
                new Action<byte[]>(bytes => kind.DecodeResponse(bytes, version)))),
        ];
    }

    private static List<Action<byte[]>> Decoders(string api) => [.. Frames(api).Select(frame => frame.Decode)];

    /// <summary>A broker looks at key and version before it decodes, so these two are not part of the game.</summary>
    private static void DecodeRequest(MessageKind kind, short version, byte[] bytes)
    {
        if (bytes.Length >= 4)
        {
            BinaryPrimitives.WriteInt16BigEndian(bytes, (short)kind.Api.Key);
            BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(2), version);
        }

        kind.DecodeRequest(bytes);
    }
}
