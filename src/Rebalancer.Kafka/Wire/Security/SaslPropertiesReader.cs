using System.Collections.Immutable;
using System.Globalization;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>The <c>sasl.*</c> part of a properties file, login modules included.</summary>
/// <param name="text">Gives a key's value without blanks around it, or null.</param>
/// <param name="place">Names a key's file and line.</param>
internal sealed class SaslPropertiesReader(Func<string, string?> text, Func<string, string> place)
{
    private const string DefaultMechanism = "GSSAPI";
    private const string TokenHandler = "OAuthBearerLoginCallbackHandler";

    /// <summary>Reads it.</summary>
    /// <exception cref="InputException">The mechanism is unknown, or something that it needs is missing.</exception>
    public SaslSettings Read()
    {
        var mechanism = text("sasl.mechanism") ?? DefaultMechanism;
        return mechanism switch
        {
            "PLAIN" => Password(mechanism, "PlainLoginModule"),
            "SCRAM-SHA-256" or "SCRAM-SHA-512" => Password(mechanism, "ScramLoginModule"),
            "OAUTHBEARER" => new() { Mechanism = mechanism, OAuthBearer = OAuthBearer() },
            "GSSAPI" => Kerberos(),
            "AWS_MSK_IAM" => throw new InputException($"{place("sasl.mechanism")}: AWS_MSK_IAM is Amazon's own mechanism and not "
                + "supported. Perhaps the cluster also has a SCRAM or mutual TLS listener."),
            var other => throw new InputException(
                $"{place("sasl.mechanism")}: sasl.mechanism is '{other}'; it can be PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER or "
                    + (other.ToUpperInvariant() is "SCRAM" or "SCRAM-SHA256" or "SCRAM_SHA_256"
                        ? "GSSAPI. Perhaps SCRAM-SHA-256."
                        : "GSSAPI, in capitals.")),
        };
    }

    private SaslSettings Password(string mechanism, string module)
    {
        var jaas = Jaas(module) ?? throw new InputException(
            $"{place("sasl.mechanism")}: {mechanism} needs sasl.jaas.config with a {module} and its username and password.");
        return new()
        {
            Mechanism = mechanism,
            Username = Option(jaas, "username"),
            Password = new Secret(Option(jaas, "password")),
            IsDelegationToken = jaas.Options.TryGetValue("tokenauth", out var token)
                && token.Equals("true", StringComparison.OrdinalIgnoreCase),
        };
    }

    private OAuthBearerSettings OAuthBearer()
    {
        var jaas = Jaas("OAuthBearerLoginModule");
        var options = jaas?.Options ?? new Dictionary<string, string>();
        var handler = text("sasl.login.callback.handler.class");
        if (handler is not null && !handler.EndsWith($".{TokenHandler}", StringComparison.Ordinal))
        {
            throw new InputException($"{place("sasl.login.callback.handler.class")}: the Java class '{handler}' cannot run here; only "
                + $"Kafka's own {TokenHandler} is understood.");
        }

        if (text("sasl.oauthbearer.token.endpoint.url") is { } url)
        {
            return ClientCredentials(url, options);
        }

        if (handler is not null)
        {
            throw new InputException(
                $"{place("sasl.login.callback.handler.class")}: {TokenHandler} needs sasl.oauthbearer.token.endpoint.url.");
        }

        if (options.Keys.FirstOrDefault(IsOtherClaim) is { } other)
        {
            throw new InputException($"{place("sasl.jaas.config")}: {other} is not supported; unsecured tokens carry string claims only "
                + "(unsecuredLoginStringClaim_).");
        }

        var claims = WithPrefix(options, "unsecuredLoginStringClaim_");
        var principal = options.GetValueOrDefault("unsecuredLoginPrincipalClaimName", "sub");
        if (!claims.ContainsKey(principal))
        {
            throw new InputException(
                $"{place("sasl.mechanism")}: OAUTHBEARER needs sasl.oauthbearer.token.endpoint.url with client id and secret or, for a "
                    + $"test cluster, unsecuredLoginStringClaim_{principal} in sasl.jaas.config.");
        }

        return new()
        {
            UnsecuredStringClaims = claims,
            UnsecuredLifetime = Lifetime(options),
            Extensions = WithPrefix(options, "unsecuredLoginExtension_"),
        };
    }

    private OAuthBearerSettings ClientCredentials(string url, IReadOnlyDictionary<string, string> options)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("https" or "http"))
        {
            throw new InputException(
                $"{place("sasl.oauthbearer.token.endpoint.url")}: sasl.oauthbearer.token.endpoint.url is no http or https address.");
        }

        string Either(string key, string option) => text(key) ?? options.GetValueOrDefault(option) ?? throw new InputException(
            $"{place("sasl.oauthbearer.token.endpoint.url")}: the token endpoint needs {key}, or {option} in sasl.jaas.config.");

        return new()
        {
            TokenEndpoint = endpoint,
            ClientId = Either("sasl.oauthbearer.client.credentials.client.id", "clientId"),
            ClientSecret = new Secret(Either("sasl.oauthbearer.client.credentials.client.secret", "clientSecret")),
            Scope = text("sasl.oauthbearer.scope") ?? options.GetValueOrDefault("scope"),
            Extensions = WithPrefix(options, "extension_"),
        };
    }

    private SaslSettings Kerberos()
    {
        var jaas = Jaas("Krb5LoginModule");
        return new()
        {
            Mechanism = "GSSAPI",
            KerberosServiceName = text("sasl.kerberos.service.name") ?? jaas?.Options.GetValueOrDefault("serviceName") ?? "kafka",
            KerberosPrincipal = jaas?.Options.GetValueOrDefault("principal"),
            KerberosKeytab = jaas?.Options.GetValueOrDefault("keyTab"),
        };
    }

    private TimeSpan Lifetime(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue("unsecuredLoginLifetimeSeconds", out var seconds))
        {
            return new OAuthBearerSettings().UnsecuredLifetime;
        }

        return int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? TimeSpan.FromSeconds(value)
            : throw new InputException(
                $"{place("sasl.jaas.config")}: unsecuredLoginLifetimeSeconds should be a whole number of seconds above 0.");
    }

    private JaasConfig? Jaas(string module)
    {
        if (text("sasl.jaas.config") is not { } value)
        {
            return null;
        }

        var jaas = JaasConfig.Parse(value, place("sasl.jaas.config"));
        return jaas.LoginModule.EndsWith($".{module}", StringComparison.Ordinal)
            ? jaas
            : throw new InputException(
                $"{place("sasl.jaas.config")}: {text("sasl.mechanism") ?? $"sasl.mechanism is not set, and {DefaultMechanism}"} needs the "
                    + $"{module}, but sasl.jaas.config names another login module.");
    }

    private string Option(JaasConfig jaas, string name) =>
        jaas.Options.GetValueOrDefault(name) ?? throw new InputException($"{place("sasl.jaas.config")}: sasl.jaas.config has no {name}.");

    private static bool IsOtherClaim(string option) =>
        option.StartsWith("unsecuredLoginNumberClaim_", StringComparison.Ordinal)
            || option.StartsWith("unsecuredLoginListClaim_", StringComparison.Ordinal);

    private static ImmutableSortedDictionary<string, string> WithPrefix(IReadOnlyDictionary<string, string> options, string prefix) =>
        options.Where(option => option.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(option => option.Key[prefix.Length..], option => option.Value, StringComparer.Ordinal);
}
