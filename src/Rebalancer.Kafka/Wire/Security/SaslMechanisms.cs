namespace Rebalancer.Kafka.Wire.Security;

/// <summary>Makes the configured mechanism anew for each connection, and keeps what connections share: the source of tokens.</summary>
internal sealed class SaslMechanisms : IDisposable
{
    private readonly SaslSettings _settings;
    private readonly IOAuthTokenSource? _tokens;

    /// <summary>Prepares what the settings name.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="time">The clock, for tokens.</param>
    public SaslMechanisms(SaslSettings settings, TimeProvider time)
    {
        _settings = settings;
        _tokens = settings.OAuthBearer switch
        {
            null => null,
            { TokenEndpoint: null } unsecured => new UnsecuredTokenSource(unsecured, time),
            var endpoint => new ClientCredentialsTokenSource(
                endpoint, new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false }), time),
        };
    }

    /// <summary>Makes one for a connection.</summary>
    /// <param name="host">The broker's host, which Kerberos names.</param>
    public SaslMechanism Create(string host) => _settings.Mechanism switch
    {
        "PLAIN" => new PlainMechanism(_settings.Username!, _settings.Password!),
        "SCRAM-SHA-256" or "SCRAM-SHA-512" => new ScramMechanism(
            _settings.Mechanism, _settings.Username!, _settings.Password!, ScramMechanism.NewNonce(), _settings.IsDelegationToken),
        "OAUTHBEARER" => new OAuthBearerMechanism(_tokens!, _settings.OAuthBearer!.Extensions),
        "GSSAPI" => new KerberosMechanism(_settings, host),
        var other => throw new ArgumentException($"'{other}' is no mechanism.", nameof(host)),
    };

    /// <inheritdoc/>
    public void Dispose() => (_tokens as IDisposable)?.Dispose();
}
