using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rebalancer.Kafka.Tests.Wire.Connection;

/// <summary>Certificates made on the spot: an authority, one below it, and what they sign.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset s_from = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_until = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static X509Certificate2 Authority(string name, X509Certificate2? parent = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return parent is null ? Usable(request.CreateSelfSigned(s_from, s_until)) : Signed(request, parent, key);
    }

    /// <summary>A certificate for a host name, an address, or a client.</summary>
    public static X509Certificate2 Leaf(string name, X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        return Signed(request, authority, key);
    }

    private static X509Certificate2 Signed(CertificateRequest request, X509Certificate2 authority, ECDsa key)
    {
        using var certificate = request.Create(authority, s_from, s_until, RandomNumberGenerator.GetBytes(8));
        return Usable(certificate.CopyWithPrivateKey(key));
    }

    /// <summary>A key that can be used and exported on every platform.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        }
    }
}
