using System.Text;
using Rebalancer.Kafka.Wire.Messages;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Messages;

/// <summary>
/// Frames that real brokers took and gave (2.4.1, 3.9.2, 4.3.1): each decodes and encodes back to the same bytes, and means what it is said
/// to mean.
/// </summary>
public sealed class BrokerFrameTests
{
    private sealed record Line(string What, ApiKey Key, short Version, string From, byte[] Frame)
    {
        public bool IsRequest => From == "request";

        /// <summary>A version that nobody has, sent to see what a broker says.</summary>
        public bool IsUnknownVersion => IsRequest && Version > KafkaApi.All[Key].MaxVersion;
    }

    [Fact]
    public void Read_FramesOfRealBrokers_WriteTheSameBytesAgain()
    {
        var lines = Lines();
        lines.Count.ShouldBe(72);
        foreach (var line in lines.Where(line => !line.IsUnknownVersion))
        {
            var kind = MessageKind.Of(line.Key);
            var again = line.IsRequest ? kind.EncodeRequest(Decode(line), line.Version) : kind.EncodeResponse(Decode(line), line.Version);
            again.ShouldBe(line.Frame, line.What);
        }
    }

    [Fact]
    public void Read_FramesOfRealBrokers_AreTheApprovedValues()
    {
        var text = new StringBuilder();
        foreach (var line in Lines())
        {
            text.Append($"{line.Key} v{line.Version} {line.From}: {line.What}\n  "
                + $"{(line.IsUnknownVersion ? "(not ours)" : MessageKind.Show(Decode(line)))}\n");
        }

        text.ToString().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public void Write_ReassignmentOfTheNotes_IsTheFrameThatABrokerAccepted()
    {
        var request = new AlterPartitionReassignmentsRequest(30_000, [new("t", [new(0, [1003, 1001])])]);
        Convert.ToHexStringLower(KafkaFrame.EncodeRequest(request, 0, 7, "rb"))
            .ShouldBe("00000025002d000000000007000272620000007530020274020000000003000003eb000003e9000000");
    }

    [Fact]
    public void Read_AnswerToAnUnknownApiVersion_IsAVersion0Body()
    {
        var answer = KafkaFrame.DecodeResponse<ApiVersionsResponse>(
            ApiKey.ApiVersions, Convert.FromHexString("00000007002300000001001200000004"), 0);
        answer.ErrorCode.ShouldBe(KafkaErrorCode.UnsupportedVersion);
        answer.ApiKeys.ShouldBe([new ApiVersionsResponse.ApiVersion(18, 0, 4)]);
    }

    private static object Decode(Line line)
    {
        var kind = MessageKind.Of(line.Key);
        var body = line.Frame.AsSpan(KafkaFrame.SizeBytes);
        return line.IsRequest ? kind.DecodeRequest(body) : kind.DecodeResponse(body, line.Version);
    }

    private static List<Line> Lines()
    {
        var lines = new List<Line>();
        var what = "";
        foreach (var text in File.ReadLines(Path.Combine(SourceFolder.Of(), "BrokerFrames.txt")))
        {
            if (text.StartsWith('#'))
            {
                what = text[2..];
            }
            else if (text.Split(' ') is [var key, var version, var from, var hex])
            {
                lines.Add(new(what, Enum.Parse<ApiKey>(key), short.Parse(version), from, Convert.FromHexString(hex)));
            }
        }

        return lines;
    }
}
