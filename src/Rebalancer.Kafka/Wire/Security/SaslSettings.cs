using System.Collections.Immutable;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>How to authenticate: Kafka's <c>sasl.*</c> keys.</summary>
public sealed record SaslSettings
{
    /// <summary><c>sasl.mechanism</c>: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER or GSSAPI.</summary>
    public required string Mechanism { get; init; }

    /// <summary>The user, with PLAIN and SCRAM.</summary>
    public string? Username { get; init; }

    /// <summary>The password, with PLAIN and SCRAM.</summary>
    public Secret? Password { get; init; }

    /// <summary>Whether the user is a delegation token (SCRAM's <c>tokenauth=true</c>).</summary>
    public bool IsDelegationToken { get; init; }

    /// <summary>Where tokens come from, with OAUTHBEARER.</summary>
    public OAuthBearerSettings? OAuthBearer { get; init; }

    /// <summary><c>sasl.kerberos.service.name</c>, with GSSAPI.</summary>
    public string? KerberosServiceName { get; init; }

    /// <summary>The Kerberos principal, with GSSAPI; null takes the ticket cache's.</summary>
    public string? KerberosPrincipal { get; init; }

    /// <summary>The keytab's path, with GSSAPI.</summary>
    public string? KerberosKeytab { get; init; }
}

/// <summary>Where OAUTHBEARER's tokens come from.</summary>
public sealed record OAuthBearerSettings
{
    /// <summary><c>sasl.oauthbearer.token.endpoint.url</c>; null means unsecured tokens, for test clusters.</summary>
    public Uri? TokenEndpoint { get; init; }

    /// <summary>The client's id at the token endpoint.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client's secret at the token endpoint.</summary>
    public Secret? ClientSecret { get; init; }

    /// <summary>The scope asked for, or null.</summary>
    public string? Scope { get; init; }

    /// <summary>String claims of unsecured tokens (<c>unsecuredLoginStringClaim_</c>), <c>sub</c> among them.</summary>
    public ImmutableSortedDictionary<string, string> UnsecuredStringClaims { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>How long an unsecured token is good for (<c>unsecuredLoginLifetimeSeconds</c>).</summary>
    /// <value>The default is an hour.</value>
    public TimeSpan UnsecuredLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>SASL extensions (KIP-342).</summary>
    public ImmutableSortedDictionary<string, string> Extensions { get; init; } = ImmutableSortedDictionary.Create<string, string>(
        StringComparer.Ordinal);

    /// <summary>Compares by content.</summary>
    public bool Equals(OAuthBearerSettings? other) => other is not null
        && (TokenEndpoint, ClientId, ClientSecret, Scope) == (other.TokenEndpoint, other.ClientId, other.ClientSecret, other.Scope)
        && UnsecuredLifetime == other.UnsecuredLifetime
        && UnsecuredStringClaims.SequenceEqual(other.UnsecuredStringClaims)
        && Extensions.SequenceEqual(other.Extensions);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(TokenEndpoint, ClientId, Scope, UnsecuredLifetime, UnsecuredStringClaims.Count, Extensions.Count);
}
