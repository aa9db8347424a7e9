using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>
/// SASL SCRAM-SHA-256 and SCRAM-SHA-512 (RFC 5802, RFC 7677): both sides prove that they know the password, and neither sends it.
/// </summary>
/// <remarks>As Kafka does, no SASLprep is run: UTF-8 bytes are taken as they are.</remarks>
internal sealed class ScramMechanism : SaslMechanism
{
    private const string GsHeader = "n,,";
    private const int LeastIterations = 4096; // RFC 7677; Java's client refuses fewer too.
    private const int MostIterations = 1_000_000; // Kafka's brokers go up to 16384; a hostile one shall not keep us computing.

    private readonly HashAlgorithmName _hash;
    private readonly int _hashBytes;
    private readonly string _clientFirstBare;
    private readonly string _clientNonce;
    private readonly Secret _password;
    private byte[]? _serverSignature;
    private bool _isComplete;

    /// <summary>Prepares one exchange.</summary>
    /// <param name="name">SCRAM-SHA-256 or SCRAM-SHA-512.</param>
    /// <param name="username">The user.</param>
    /// <param name="password">The password.</param>
    /// <param name="clientNonce">Printable ASCII without a comma, never the same twice.</param>
    /// <param name="isDelegationToken">Whether the user is a delegation token.</param>
    public ScramMechanism(string name, string username, Secret password, string clientNonce, bool isDelegationToken = false)
    {
        (_hash, _hashBytes) = name == "SCRAM-SHA-512"
            ? (HashAlgorithmName.SHA512, SHA512.HashSizeInBytes)
            : (HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        Name = name;
        _password = password;
        _clientNonce = clientNonce;
        var escaped = username.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);
        _clientFirstBare = $"n={escaped},r={clientNonce}{(isDelegationToken ? ",tokenauth=true" : "")}";
    }

    public override string Name { get; }

    /// <summary>A nonce nobody can guess.</summary>
    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    public override ValueTask<byte[]> StartAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(Encoding.UTF8.GetBytes(GsHeader + _clientFirstBare));

    public override byte[]? Respond(ReadOnlySpan<byte> challenge)
    {
        var text = Encoding.UTF8.GetString(challenge);
        if (_serverSignature is null)
        {
            return Prove(text);
        }

        VerifyServer(text);
        return null;
    }

    private byte[] Prove(string serverFirst)
    {
        var (nonce, salt, iterations) = ReadServerFirst(serverFirst);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(_password.Reveal()), salt, iterations, _hash, _hashBytes);
        var clientKey = Hmac(salted, "Client Key");
        var storedKey = _hash == HashAlgorithmName.SHA512 ? SHA512.HashData(clientKey) : SHA256.HashData(clientKey);
        var withoutProof = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(GsHeader))},r={nonce}";
        var authMessage = $"{_clientFirstBare},{serverFirst},{withoutProof}";
        var signature = Hmac(storedKey, authMessage);
        for (var i = 0; i < signature.Length; i++)
        {
            signature[i] ^= clientKey[i];
        }

        _serverSignature = Hmac(Hmac(salted, "Server Key"), authMessage);
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(signature)}");
    }

    private (string Nonce, byte[] Salt, int Iterations) ReadServerFirst(string text)
    {
        if (text.Split(',') is not [['r', '=', .. var nonce], ['s', '=', .. var saltText], ['i', '=', .. var iterationsText], ..])
        {
            throw new SaslException(text.StartsWith("e=", StringComparison.Ordinal)
                ? $"the server refused: {Printable(text[2..])}"
                : "the server's first SCRAM message is malformed");
        }

        if (!nonce.StartsWith(_clientNonce, StringComparison.Ordinal) || nonce.Length == _clientNonce.Length)
        {
            throw new SaslException("the server's SCRAM nonce does not continue ours: somebody is in between, or replays");
        }

        var salt = new byte[saltText.Length];
        if (!Convert.TryFromBase64String(saltText, salt, out var saltBytes) || saltBytes == 0)
        {
            throw new SaslException("the server's SCRAM salt is not base64");
        }

        return int.TryParse(iterationsText, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            && iterations is >= LeastIterations and <= MostIterations
            ? (nonce, salt[..saltBytes], iterations)
            : throw new SaslException($"the server asks for '{Printable(iterationsText)}' SCRAM iterations; only {LeastIterations} to "
                + $"{MostIterations} are accepted");
    }

    private void VerifyServer(string serverFinal)
    {
        if (_isComplete)
        {
            throw new SaslException("the server goes on after SCRAM is complete");
        }

        if (serverFinal.StartsWith("e=", StringComparison.Ordinal))
        {
            throw new SaslException($"the server refused: {Printable(serverFinal[2..])}");
        }

        var signature = new byte[serverFinal.Length];
        var isSignature = serverFinal.StartsWith("v=", StringComparison.Ordinal)
            & Convert.TryFromBase64String(serverFinal.Length > 2 ? serverFinal[2..].Split(',')[0] : "", signature, out var length);
        if (!isSignature || !CryptographicOperations.FixedTimeEquals(signature.AsSpan(0, length), _serverSignature))
        {
            throw new SaslException("the server could not prove that it knows the password: this is not the server it claims to be");
        }

        _isComplete = true;
    }

    private byte[] Hmac(byte[] key, string text) => _hash == HashAlgorithmName.SHA512
        ? HMACSHA512.HashData(key, Encoding.UTF8.GetBytes(text))
        : HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Printable(string text) => new([.. text.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);
}
