using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confluent.Kafka;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>From <see cref="ClientProperties"/> to librdkafka's keys.</summary>
internal static class ConfluentConfig
{
    /// <summary>Maps everything that librdkafka has a key for.</summary>
    /// <exception cref="InputException">A key or trust store cannot be read.</exception>
    public static AdminClientConfig From(ClientProperties properties)
    {
        var config = new AdminClientConfig
        {
            BootstrapServers = string.Join(',', properties.BootstrapServers),
            ClientId = properties.ClientId,
            SecurityProtocol = Enum.Parse<Confluent.Kafka.SecurityProtocol>(properties.SecurityProtocol.ToString()),
            SocketTimeoutMs = Milliseconds(properties.RequestLimit, least: 10, most: 300_000),
            SocketConnectionSetupTimeoutMs = Milliseconds(properties.ConnectLimit.Time, least: 1000, most: int.MaxValue),
            ReconnectBackoffMs = Milliseconds(properties.ReconnectBackoff, least: 0, most: 3_600_000),
            ReconnectBackoffMaxMs = Milliseconds(properties.MaxReconnectBackoff, least: 0, most: 3_600_000),
        };
        if (properties.UsesTls)
        {
            AddTls(config, properties.Tls);
        }

        if (properties.Sasl is { } sasl)
        {
            AddSasl(config, sasl);
        }

        return config;
    }

    private static void AddTls(AdminClientConfig config, TlsSettings tls)
    {
        using var material = TlsMaterial.Load(tls);
        config.SslEndpointIdentificationAlgorithm = tls.CheckHostName
            ? SslEndpointIdentificationAlgorithm.Https
            : SslEndpointIdentificationAlgorithm.None;
        if (material.Trusted is { } trusted)
        {
            config.SslCaPem = trusted.ExportCertificatePems();
        }

        if (material.Client is [var own, ..] client)
        {
            config.SslCertificatePem = string.Join('\n', client.Select(certificate => certificate.ExportCertificatePem()));
            config.SslKeyPem = PrivateKeyPem(own);
        }
    }

    private static string PrivateKeyPem(X509Certificate2 certificate)
    {
        using AsymmetricAlgorithm key = (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()
            ?? throw new InputException($"The private key of '{certificate.Subject}' is neither RSA nor elliptic curve.");
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static void AddSasl(AdminClientConfig config, SaslSettings sasl)
    {
        config.Set("sasl.mechanism", sasl.Mechanism);
        if (sasl is { Username: { } user, Password: { } password })
        {
            config.SaslUsername = user;
            config.SaslPassword = password.Reveal();
        }

        if (sasl.KerberosServiceName is { } service)
        {
            config.SaslKerberosServiceName = service;
            config.SaslKerberosPrincipal = sasl.KerberosPrincipal ?? config.SaslKerberosPrincipal;
            config.SaslKerberosKeytab = sasl.KerberosKeytab ?? config.SaslKerberosKeytab;
        }

        if (sasl.OAuthBearer is { } bearer)
        {
            AddOAuthBearer(config, bearer);
        }
    }

    private static void AddOAuthBearer(AdminClientConfig config, OAuthBearerSettings bearer)
    {
        var extensions = string.Join(',', bearer.Extensions.Select(extension => $"{extension.Key}={extension.Value}"));
        if (bearer.TokenEndpoint is { } endpoint)
        {
            config.SaslOauthbearerMethod = SaslOauthbearerMethod.Oidc;
            config.SaslOauthbearerTokenEndpointUrl = endpoint.AbsoluteUri;
            config.SaslOauthbearerClientId = bearer.ClientId;
            config.SaslOauthbearerClientSecret = bearer.ClientSecret!.Reveal();
            config.SaslOauthbearerScope = bearer.Scope ?? config.SaslOauthbearerScope;
            config.SaslOauthbearerExtensions = extensions.Length > 0 ? extensions : config.SaslOauthbearerExtensions;
            return;
        }

        // librdkafka's unsecured tokens take the principal, not free claims.
        config.EnableSaslOauthbearerUnsecureJwt = true;
        var principal = bearer.UnsecuredStringClaims.GetValueOrDefault("sub") ?? bearer.UnsecuredStringClaims.Values.First();
        var seconds = ((int)bearer.UnsecuredLifetime.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        config.SaslOauthbearerConfig = string.Join(' ', new[] { $"principal={principal}", $"lifeSeconds={seconds}" }.Concat(
            bearer.Extensions.Select(extension => $"extension_{extension.Key}={extension.Value}")));
    }

    private static int Milliseconds(TimeSpan time, int least, int most) => (int)Math.Clamp(time.TotalMilliseconds, least, most);
}
