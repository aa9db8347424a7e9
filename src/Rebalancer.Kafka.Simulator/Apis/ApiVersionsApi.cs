using System.Text.RegularExpressions;
using Rebalancer.Kafka.Wire.Messages;

namespace Rebalancer.Kafka.Simulator.Apis;

/// <summary>
/// ApiVersions (18), versions 0 to 4. No permission. A version too high is answered with 35, a version 0 body and this API alone; a bad
/// client name with 42 and no APIs.
/// </summary>
internal sealed partial class ApiVersionsApi : ApiHandler<ApiVersionsRequest, ApiVersionsResponse>
{
    public override (short Min, short Max)? Versions(SimulatedRelease release) =>
        VersionTable.Pick(release, (0, 3), (0, 4), (0, 4), (0, 4));

    public static byte[] UnsupportedVersion(SimulatedRelease release, int correlationId)
    {
        var versions = new ApiVersionsApi().Versions(release)!.Value;
        var response = new ApiVersionsResponse(
            KafkaErrorCode.UnsupportedVersion, [new ApiVersionsResponse.ApiVersion((short)ApiKey.ApiVersions, versions.Min, versions.Max)]);
        return KafkaFrame.EncodeResponse(ApiKey.ApiVersions, response, 0, correlationId);
    }

    protected override Task<ApiVersionsResponse> AnswerAsync(ApiVersionsRequest request, RequestContext context)
    {
        if (context.Version >= 3
            && !(SoftwareName().IsMatch(request.ClientSoftwareName) && SoftwareName().IsMatch(request.ClientSoftwareVersion)))
        {
            return Task.FromResult(new ApiVersionsResponse(KafkaErrorCode.InvalidRequest, []));
        }

        var offered = ApiHandlers.All.Values
            .Select(h => (h.Key, Versions: h.Versions(context.Release)))
            .Where(h => h.Versions is not null)
            .Select(h => new ApiVersionsResponse.ApiVersion(h.Key, h.Versions!.Value.Min, h.Versions.Value.Max))
            .Concat(ListedOnly(context.Release))
            .OrderBy(v => v.ApiKey);
        var response = new ApiVersionsResponse(KafkaErrorCode.None, [.. offered]);
        return Task.FromResult(context.Release.IsKRaft()
            ? WithMetadataVersion(response, (short)(context.Release == SimulatedRelease.KRaft43 ? 30 : 21))
            : response);
    }

    protected override ApiVersionsResponse Fail(ApiVersionsRequest request, RequestContext context, KafkaError error) =>
        new(error.Code, []);

    /// <summary>
    /// APIs by which clients tell the mode and the age of a cluster; listed, but a request for one closes the connection.
    /// </summary>
    private static IEnumerable<ApiVersionsResponse.ApiVersion> ListedOnly(SimulatedRelease release)
    {
        const short describeClientQuotas = 48;
        const short describeQuorum = 55;
        if (!release.IsKRaft())
        {
            // LeaderAndIsr, StopReplica, UpdateMetadata, ControlledShutdown: what ZooKeeper's controller sends to brokers.
            var isOld = release == SimulatedRelease.ZooKeeper24;
            yield return new(4, 0, isOld ? (short)3 : (short)7);
            yield return new(5, 0, isOld ? (short)1 : (short)4);
            yield return new(6, 0, isOld ? (short)6 : (short)8);
            yield return new(7, 0, 3);
        }

        if (release != SimulatedRelease.ZooKeeper24)
        {
            yield return new(describeClientQuotas, 0, 1);
        }

        if (release.IsKRaft())
        {
            yield return new(describeQuorum, 0, 2);
        }
    }

    /// <summary>KRaft's sign: a finalized feature <c>metadata.version</c>.</summary>
    private static ApiVersionsResponse WithMetadataVersion(ApiVersionsResponse response, short level) => response with
    {
        SupportedFeatures = [new ApiVersionsResponse.Feature("metadata.version", 1, level)],
        FinalizedFeaturesEpoch = 4,
        FinalizedFeatures = [new ApiVersionsResponse.FinalizedFeature("metadata.version", level, level)],
    };

    [GeneratedRegex(@"^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$")]
    private static partial Regex SoftwareName();
}
