using System.Net.Sockets;
using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Wire.Connection;

/// <summary>What a failure of a socket, of TLS or of a half-open connection means for a person.</summary>
internal static class ConnectionFailures
{
    /// <summary>The socket could not be connected.</summary>
    public static PeerFailureException OfSocket(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused =>
            new(
                KafkaFailure.Unreachable,
                "refuses the connection: nothing is listening there. Perhaps another port, or the broker is down",
                e),
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => new(
            KafkaFailure.Unreachable,
            "cannot be found: its host name is not known here. Perhaps a name that only resolves within the cluster's network",
            e),
        SocketError.NetworkUnreachable or SocketError.HostUnreachable =>
            new(KafkaFailure.Unreachable, "cannot be reached: there is no route to it", e),
        var other => new(KafkaFailure.Unreachable, $"cannot be connected ({other})", e),
    };

    /// <summary>The TLS handshake failed.</summary>
    /// <param name="e">What SslStream threw.</param>
    /// <param name="first">The first bytes that came.</param>
    /// <param name="properties">The configuration.</param>
    public static PeerFailureException OfTls(Exception e, ReadOnlySpan<byte> first, ClientProperties properties)
    {
        if (e is TlsRefusedException)
        {
            return new(KafkaFailure.Tls, $"is not trusted: {e.Message}", e);
        }

        if (first.IsEmpty)
        {
            return new(KafkaFailure.Tls, "closed the connection when TLS was offered. Perhaps it speaks no TLS there: "
                + $"security.protocol={(properties.Sasl is null ? "PLAINTEXT" : "SASL_PLAINTEXT")}", e);
        }

        return first[0] is 0x15 or 0x16
            ? new(KafkaFailure.Tls, $"refused the TLS handshake ({Innermost(e)}){ClientCertificateHint(properties)}", e)
            : ForeignPeer.Describe(first, properties.SecurityProtocol);
    }

    /// <summary>The peer closed the connection in an orderly way.</summary>
    public static PeerFailureException OfClosedStream(ConnectionStage stage, ClientProperties properties) => stage switch
    {
        ConnectionStage.Greeting => new(KafkaFailure.Unreachable, "closed the connection at the first "
            + $"request{(properties.UsesTls ? ClientCertificateHint(properties) : ". Perhaps it speaks TLS, or is no Kafka broker")}"),
        ConnectionStage.Authenticating => new(
            KafkaFailure.Authentication,
            $"closed the connection during authentication by {properties.Sasl?.Mechanism}. Perhaps the credentials are wrong"),
        ConnectionStage.Ready when properties.Sasl is null => new(
            KafkaFailure.Authentication, "closed the connection at the first request after the greeting. Perhaps it wants SASL: "
                + $"security.protocol={(properties.UsesTls ? "SASL_SSL" : "SASL_PLAINTEXT")}"),
        _ => new(KafkaFailure.Unreachable, "closed the connection"),
    };

    /// <summary>The connection broke in a disorderly way.</summary>
    public static PeerFailureException OfBrokenStream(Exception e, ConnectionStage stage, ClientProperties properties)
    {
        // With TLS 1.3 a server looks at the client's certificate only after the client is done: its refusal comes with the first read.
        if (stage == ConnectionStage.Greeting && properties.UsesTls)
        {
            return new(
                KafkaFailure.Tls,
                $"broke the connection right after the TLS handshake ({Innermost(e)}){ClientCertificateHint(properties)}",
                e);
        }

        return e.InnerException is SocketException or null && stage != ConnectionStage.Proven && e is IOException
            ? new(OfClosedStream(stage, properties).Failure, OfClosedStream(stage, properties).Message, e)
            : new(KafkaFailure.Unreachable, $"broke the connection ({Innermost(e)})", e);
    }

    private static string ClientCertificateHint(ClientProperties properties) => properties.Tls.HasClientCertificate
        ? ". Perhaps it does not trust this client's certificate (ssl.keystore.*)"
        : ". Perhaps it wants a client certificate: ssl.keystore.location";

    /// <summary>The message that says most, which in .NET is the innermost: the TLS library's own.</summary>
    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
        {
            e = inner;
        }

        return e.Message.TrimEnd('.', ' ');
    }
}
