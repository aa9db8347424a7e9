using System.Text;
using Rebalancer.Files;
using Rebalancer.Files.Input;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

/// <summary>Bytes that are not UTF-8 became replacement characters in racks and hosts, without a word.</summary>
public sealed class Utf8InputTests
{
    private const string Snapshot = """
        {"brokers":[{"id":1,"host":"a","rack":"RACK"}],"topics":[]}
        """;

    [Fact]
    public void Read_RackInLatin1_IsRefusedWithItsLine() =>
        Fail(Encoding.Latin1.GetBytes("broker,rack\n1,B\u00e4r\n"), file => TopologyFile.Read(file)).ShouldBe(
            "f, line 2: the byte 0xE4 is not UTF-8. Perhaps the file is in Latin-1 or Windows-1252: "
            + "iconv -f WINDOWS-1252 -t UTF-8 converts it.");

    [Fact]
    public void Read_SnapshotInLatin1_IsRefused() =>
        Fail(Encoding.Latin1.GetBytes(Snapshot.Replace("RACK", "B\u00e4r", StringComparison.Ordinal)), file => SnapshotFile.Read(file))
            .ShouldContain("f, line 1: the byte 0xE4 is not UTF-8.");

    [Fact]
    public void Read_CharacterThatIsCutOff_IsRefused() =>
        Fail([.. "broker,rack\n1,x"u8, 0xE6, 0x97], file => TopologyFile.Read(file)).ShouldContain("line 2: the byte 0xE6 is not UTF-8.");

    [Fact]
    public void Read_CharactersOfAnyLengthAcrossReads_ArePassedOn()
    {
        var rack = "ä日😀";
        var bytes = Encoding.UTF8.GetBytes("broker,rack\n1," + rack + "\n");
        for (var size = 1; size < 8; size++)
        {
            using var stream = new SmallReads(bytes, size);
            using var file = InputFile.From(stream, "f");
            TopologyFile.Read(file).Entries[0].Domains.ShouldBe([rack]);
        }
    }

    private static string Fail(byte[] bytes, Action<InputFile> read) => Should.Throw<InputException>(() =>
    {
        using var stream = new MemoryStream(bytes);
        using var file = InputFile.From(stream, "f");
        read(file);
    }).Message;

    private sealed class SmallReads(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(size, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(size, count));
    }
}
