using System.Text;
using Rebalancer.Kafka.Wire.Messages;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Messages;

/// <summary>
/// Every message in every version, byte for byte. A changed dump is a changed protocol: check it against Kafka's own definition before
/// approving it.
/// </summary>
public sealed class MessageDumpTests
{
    public static TheoryData<string> Apis => [.. MessageKind.All.Select(kind => kind.Api.Key.ToString())];

    [Theory]
    [MemberData(nameof(Apis))]
    public void Write_SampleInEveryVersion_IsTheApprovedDump(string api)
    {
        var kind = MessageKind.Of(Enum.Parse<ApiKey>(api));
        var (request, response) = MessageSamples.Of(kind.Api.Key);
        request.ShouldBeOfType(kind.RequestType);
        response.ShouldBeOfType(kind.ResponseType);

        var dump = new StringBuilder();
        foreach (var version in kind.Versions)
        {
            Append(dump, $"{kind.RequestType.Name} v{version}", kind.EncodeRequest(request, version));
            Append(dump, $"{kind.ResponseType.Name} v{version}", kind.EncodeResponse(response, version));
        }

        dump.ToString().ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator(api));
    }

    [Theory]
    [MemberData(nameof(Apis))]
    public void Read_SampleInEveryVersion_WritesTheSameBytesAgain(string api)
    {
        var kind = MessageKind.Of(Enum.Parse<ApiKey>(api));
        var (request, response) = MessageSamples.Of(kind.Api.Key);
        foreach (var version in kind.Versions)
        {
            var requestFrame = kind.EncodeRequest(request, version);
            kind.EncodeRequest(kind.DecodeRequest(requestFrame.AsSpan(KafkaFrame.SizeBytes)), version).ShouldBe(requestFrame);
            var responseFrame = kind.EncodeResponse(response, version);
            kind.EncodeResponse(kind.DecodeResponse(responseFrame.AsSpan(KafkaFrame.SizeBytes), version), version).ShouldBe(responseFrame);
        }
    }

    /// <summary>The highest version has every field, save those that a version dropped: what was read must be what was written.</summary>
    [Theory]
    [MemberData(nameof(Apis))]
    public void Read_SampleInTheHighestVersion_IsTheSample(string api)
    {
        var kind = MessageKind.Of(Enum.Parse<ApiKey>(api));
        var (request, response) = MessageSamples.Of(kind.Api.Key);
        if (kind.Api.Key == ApiKey.Metadata)
        {
            request = (MetadataRequest)request with { IncludeClusterAuthorizedOperations = false }; // dropped by version 11
            response = (MetadataResponse)response with { ClusterAuthorizedOperations = MetadataResponse.OperationsNotAsked };
        }

        var version = kind.Api.MaxVersion;
        MessageKind.Show(kind.DecodeRequest(kind.EncodeRequest(request, version).AsSpan(KafkaFrame.SizeBytes)))
            .ShouldBe(MessageKind.Show(request));
        MessageKind.Show(kind.DecodeResponse(kind.EncodeResponse(response, version).AsSpan(KafkaFrame.SizeBytes), version))
            .ShouldBe(MessageKind.Show(response));
    }

    [Fact]
    public void All_EveryApiOfTheTable_HasMessagesAndApprovedDumps()
    {
        MessageKind.All.Select(kind => kind.Api.Key).ShouldBe(KafkaApi.All.Keys, ignoreOrder: true);
        Enum.GetValues<ApiKey>().ShouldBe(KafkaApi.All.Keys, ignoreOrder: true);
        foreach (var kind in MessageKind.All)
        {
            var path = Path.Combine(
                SourceFolder.Of(),
                "Approved",
                $"{nameof(MessageDumpTests)}.{nameof(Write_SampleInEveryVersion_IsTheApprovedDump)}.{kind.Api.Key}.approved.txt");
            var dump = File.ReadAllText(path);
            foreach (var version in kind.Versions)
            {
                dump.ShouldContain($"{kind.RequestType.Name} v{version}\n");
                dump.ShouldContain($"{kind.ResponseType.Name} v{version}\n");
            }
        }
    }

    private static void Append(StringBuilder dump, string title, byte[] frame)
    {
        dump.Append(title).Append('\n');
        foreach (var row in frame.Chunk(32))
        {
            dump.Append("  ").AppendJoin(' ', row.Chunk(4).Select(Convert.ToHexStringLower)).Append('\n');
        }
    }
}
