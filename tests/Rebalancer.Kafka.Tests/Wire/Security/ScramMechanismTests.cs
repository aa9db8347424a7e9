using System.Text;
using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Security;

/// <summary>The exchange of RFC 7677, and two that a broker (4.3.1) accepted.</summary>
public sealed class ScramMechanismTests
{
    private const string Rfc = "rOprNGfwEbeRWgbNEkqO";
    private const string RfcServerFirst = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    [Theory]
    [InlineData(
        "SCRAM-SHA-256", "user", "pencil", Rfc, RfcServerFirst,
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    [InlineData(
        "SCRAM-SHA-256", "rebalancer", "rebalancer-secret", "fyko+d2lbbFgONRv9qkxdawL",
        "r=fyko+d2lbbFgONRv9qkxdawL15xjylmec24j959g6yg9d04xdr,s=MWs1aHVibDJwMW94YjAwejFoanQ2NjhhbW0=,i=4096",
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL15xjylmec24j959g6yg9d04xdr,p=uAUoUX1bT/Z+YiuCVaoQbbaBhu8l3gOjDb/HSCXhNzo=",
        "v=9yZUIJofWGxm80r4fswPw/4CXFyeAs3fblWpEa80WCI=")]
    [InlineData(
        "SCRAM-SHA-512", "rebalancer", "rebalancer-secret", "3rfcNHYJY1ZVvWVs7jMCbW5v",
        "r=3rfcNHYJY1ZVvWVs7jMCbW5v17dg2vk3jzcwb333n03orrfl62,s=ODN2NTZ1ZWZpMmxrY2N2ajBwdG9hd3MzZw==,i=4096",
        "c=biws,r=3rfcNHYJY1ZVvWVs7jMCbW5v17dg2vk3jzcwb333n03orrfl62,"
            + "p=K/C8KdgnrPG/RV01rSbGHp45IJAuKsoJFzgsi60UijiFZJh22pYgRxwXpq4e4A1eJlzL9wDbPt/vpimlMSV2QQ==",
        "v=Yosc2L53r9OO6C5Hx6CSSAVMM4sA4kBUmR+CiQiHUV/3enRU4D/basyGreTJx3Gax00Fqll3zU+ZTZeQ8paHSw==")]
    public async Task Respond_KnownExchange_IsTheSameBytes(
        string name, string user, string password, string nonce, string serverFirst, string clientFinal, string serverFinal)
    {
        var mechanism = new ScramMechanism(name, user, new Secret(password), nonce);
        Text(await mechanism.StartAsync(default)).ShouldBe($"n,,n={user},r={nonce}");
        Text(mechanism.Respond(Encoding.UTF8.GetBytes(serverFirst))!).ShouldBe(clientFinal);
        mechanism.Respond(Encoding.UTF8.GetBytes(serverFinal)).ShouldBeNull();
    }

    [Fact]
    public async Task StartAsync_UserWithCommaAndEquals_IsEscaped() =>
        Text(await new ScramMechanism("SCRAM-SHA-256", "a=b,c", new Secret("x"), "N", isDelegationToken: true).StartAsync(
            default)).ShouldBe("n,,n=a=3Db=2Cc,r=N,tokenauth=true");

    [Theory]
    [InlineData("", "malformed")]
    [InlineData("e=other-error", "the server refused: other-error")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "does not continue ours")]
    [InlineData("r=XXXXNGfwEbeRWgbNEkqOyyyy,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "does not continue ours")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=?,i=4096", "salt is not base64")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=,i=4096", "salt is not base64")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095", "'4095' SCRAM iterations")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000", "'2000000000' SCRAM iterations")]
    [InlineData("r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-1", "'-1' SCRAM iterations")]
    public void Respond_BadServerFirst_IsRefused(string serverFirst, string reason) =>
        Should.Throw<SaslException>(() => Mechanism().Respond(Encoding.UTF8.GetBytes(serverFirst))).Message.ShouldContain(reason);

    [Theory]
    [InlineData("e=invalid-proof", "the server refused: invalid-proof")]
    [InlineData("", "could not prove")]
    [InlineData("v=", "could not prove")]
    [InlineData("v=????", "could not prove")]
    [InlineData("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95H4=", "could not prove")]
    public void Respond_WrongServerSignature_IsRefused(string serverFinal, string reason)
    {
        var mechanism = Mechanism();
        mechanism.Respond(Encoding.UTF8.GetBytes(RfcServerFirst));
        Should.Throw<SaslException>(() => mechanism.Respond(Encoding.UTF8.GetBytes(serverFinal))).Message.ShouldContain(reason);
    }

    [Fact]
    public void NewNonce_Twice_DiffersAndHasNoComma()
    {
        ScramMechanism.NewNonce().ShouldNotBe(ScramMechanism.NewNonce());
        ScramMechanism.NewNonce().ShouldNotContain(",");
    }

    private static ScramMechanism Mechanism() => new("SCRAM-SHA-256", "user", new Secret("pencil"), Rfc);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
