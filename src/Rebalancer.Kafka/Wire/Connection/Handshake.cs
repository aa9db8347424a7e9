using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Wire.Connection;

/// <summary>What comes before the first ordinary request: which APIs there are, then SASL.</summary>
/// <remarks>
/// ApiVersions goes out in version 0, as Java's SASL client does, and once only: after a successful answer a SASL listener takes nothing
/// but SaslHandshake.
/// </remarks>
/// <param name="connection">The fresh connection.</param>
/// <param name="properties">The configuration.</param>
/// <param name="time">The clock, for the session's end.</param>
internal sealed class Handshake(KafkaConnection connection, ClientProperties properties, TimeProvider time)
{
    private const string SoftwareName = "rebalancer";
    private const short TokensInRequests = 1; // SaslHandshake 1 (KIP-152), which every broker since 1.0 has.
    private const short WithSessionLifetime = 1; // SaslAuthenticate 1 (KIP-368), since 2.2.

    /// <summary>A connection is replaced when this part of its session has gone; Java's clients take 85 to 95 %.</summary>
    private const double SessionPart = 0.85;

    /// <summary>Runs it.</summary>
    /// <param name="mechanism">The SASL mechanism, or null for a listener without.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="KafkaClusterException">The peer is no broker, or refuses.</exception>
    public async Task RunAsync(SaslMechanism? mechanism, CancellationToken cancellationToken)
    {
        connection.Stage = ConnectionStage.Greeting;
        connection.Apis = new BrokerApis(await AskVersionsAsync(cancellationToken).ConfigureAwait(false));
        if (connection.Apis.IsControllerPort)
        {
            // Known before any credentials are sent; whoever goes on waits for metadata that never comes.
            throw connection.BreakWith(new PeerFailureException(
                KafkaFailure.Protocol,
                "is a KRaft controller, which answers no clients. Perhaps the port of a broker is meant, often 9092: 'listeners' in the "
                    + "brokers' server.properties names it"));
        }

        if (mechanism is not null)
        {
            connection.Stage = ConnectionStage.Authenticating;
            try
            {
                await AuthenticateAsync(mechanism, cancellationToken).ConfigureAwait(false);
            }
            catch (SaslException e)
            {
                throw Refusal($"cannot be authenticated to by {mechanism.Name}: {e.Message}");
            }
        }

        connection.Stage = ConnectionStage.Ready;
    }

    private async Task<ApiVersionsResponse> AskVersionsAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync(new ApiVersionsRequest(), 0).ConfigureAwait(false);
        if (answer.ErrorCode == KafkaErrorCode.UnsupportedVersion && new BrokerApis(answer).Highest(ApiKey.ApiVersions) is { } version)
        {
            // Such an answer does not count as the one that a SASL listener allows.
            answer = await SendAsync(new ApiVersionsRequest(SoftwareName, Version), version).ConfigureAwait(false);
        }

        return answer.ErrorCode == KafkaErrorCode.None
            ? answer
            : throw connection.BreakWith(new PeerFailureException(
                KafkaFailure.Unsupported, $"does not report its API versions: {new KafkaError(answer.ErrorCode, null)}"));

        Task<ApiVersionsResponse> SendAsync(ApiVersionsRequest request, short inVersion) =>
            connection.SendAsync(request, inVersion, properties.ConnectLimit.Time, cancellationToken);
    }

    private static string Version => typeof(Handshake).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private async Task AuthenticateAsync(SaslMechanism mechanism, CancellationToken cancellationToken)
    {
        var handshake = await connection.SendAsync(
            new SaslHandshakeRequest(mechanism.Name), TokensInRequests, properties.ConnectLimit.Time, cancellationToken)
            .ConfigureAwait(false);
        switch (handshake.ErrorCode)
        {
            case KafkaErrorCode.None:
                break;
            case KafkaErrorCode.UnsupportedSaslMechanism:
                throw Refusal($"does not take the SASL mechanism {mechanism.Name}; it takes "
                    + $"{string.Join(", ", handshake.Mechanisms.Order(StringComparer.Ordinal))}");
            case KafkaErrorCode.IllegalSaslState:
                throw Refusal("asks for no SASL on this port. Perhaps another port, or "
                    + $"security.protocol={(properties.UsesTls ? "SSL" : "PLAINTEXT")}");
            default:
                throw Refusal($"refuses SASL: {new KafkaError(handshake.ErrorCode, null)}");
        }

        var version = connection.Apis!.Highest(ApiKey.SaslAuthenticate, WithSessionLifetime) ?? WithSessionLifetime;
        var started = time.GetUtcNow();
        SaslAuthenticateResponse answer;
        for (var token = await mechanism.StartAsync(cancellationToken).ConfigureAwait(false);
            token is not null;
            token = mechanism.Respond(answer.AuthBytes))
        {
            answer = await connection
                .SendAsync(new SaslAuthenticateRequest(token), version, properties.ConnectLimit.Time, cancellationToken)
                .ConfigureAwait(false);
            if (answer.ErrorCode != KafkaErrorCode.None)
            {
                var who = properties.Sasl?.Username is { } user ? $" of '{user}'" : "";
                var why = string.IsNullOrEmpty(answer.ErrorMessage)
                    ? new KafkaError(answer.ErrorCode, null).ToString()
                    : answer.ErrorMessage.TrimEnd('.');
                throw Refusal($"refuses the {mechanism.Name} credentials{who}: {why}");
            }

            connection.ReplaceAt = answer.SessionLifetimeMs > 0
                ? started + (TimeSpan.FromMilliseconds(Math.Min(answer.SessionLifetimeMs, int.MaxValue)) * SessionPart)
                : null;
        }
    }

    private KafkaClusterException Refusal(string reason) =>
        connection.BreakWith(new PeerFailureException(KafkaFailure.Authentication, reason));
}
