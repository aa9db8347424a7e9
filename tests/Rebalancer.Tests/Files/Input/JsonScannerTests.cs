using System.Text;
using System.Text.Json;
using Rebalancer.Files.Input;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files.Input;

/// <summary>The scanner takes what .NET's reader takes, token by token, and refuses what it refuses, at the same place.</summary>
public sealed class JsonScannerTests
{
    private static readonly string[] s_documents =
    [
        """{"version":1,"topics":[{"name":"a\"b\\c\u00e4\/","partitions":[{"partition":0,"replicas":[1,2,30],"leader":-1}]}]}""",
        "[0, -0, 12.50, 1e5, -1.5E-7, 123456789012345678, 9223372036854775807, -9223372036854775808, 9223372036854775808, 1E+2]",
        "{ \"t\" : true,\r\n\t\"f\" : [ false , null ], \"empty\":{ }, \"none\": [ ], \"text\": \"漢 ä\" ,\n \"deep\":[[[{\"x\":[]}]]]}",
        "  \"alone\"  ",
        "42",
        new string('[', 64) + new string(']', 64),
        new string('[', 65) + new string(']', 65),
        string.Concat(Enumerable.Repeat("{\"a\":[", 33)),
    ];

    [Fact]
    public void Read_AnyDocument_HasTheTokensOfTheStandardReader()
    {
        foreach (var document in s_documents.Concat(Damage.Of(s_documents)))
        {
            var data = Encoding.UTF8.GetBytes(document);
            var (expected, error) = Standard(data);
            var scanner = new JsonScanner();
            var found = Tokens(ref scanner, data, isFinal: true);

            found.ShouldBe(expected, document);
            if (error is not null)
            {
                var fault = JsonFault.Find(scanner, data.AsSpan(scanner.Position), isFinal: true);
                var read = data.AsSpan(0, scanner.Position);
                (read.Count((byte)'\n') + fault.Lines).ShouldBe(error.LineNumber!.Value, document);
                (fault.Bytes + (fault.Lines == 0 ? read.Length - read.LastIndexOf((byte)'\n') - 1 : 0))
                    .ShouldBe(error.BytePositionInLine!.Value, document);
                error.Message.ShouldStartWith((fault.Exception?.Message ?? "?").Split(" LineNumber:")[0], Case.Sensitive, document);
            }
        }
    }

    [Fact]
    public void Read_DocumentThatComesPieceByPiece_HasTheSameTokens()
    {
        foreach (var document in s_documents.Take(6))
        {
            var data = Encoding.UTF8.GetBytes(document);
            var scanner = new JsonScanner();
            var found = new List<string>();
            for (var length = 0; length <= data.Length; length++)
            {
                found.AddRange(Tokens(ref scanner, data.AsSpan(0, length), isFinal: length == data.Length));
            }

            found.ShouldBe(Standard(data).Tokens, document);
        }
    }

    [Theory]
    [InlineData("[1,2, 30 ]", true)]
    [InlineData("[ 999999999]", true)]
    [InlineData("[]", false)]
    [InlineData("[1,2,1]", false)]
    [InlineData("[01]", false)]
    [InlineData("[-1]", false)]
    [InlineData("[1.0]", false)]
    [InlineData("[1000000000]", false)]
    [InlineData("[1,2,3,4,5]", false)]
    [InlineData("[1,2", false)]
    [InlineData("[1,]", false)]
    public void TryTakeDistinct_Array_IsTakenWholeOrNotAtAll(string document, bool isTaken)
    {
        var data = Encoding.UTF8.GetBytes(document);
        var scanner = new JsonScanner();
        scanner.Read(data, isFinal: true).ShouldBe(JsonScan.Token);

        scanner.TryTakeDistinct(data, stackalloc int[4], out _).ShouldBe(isTaken);

        (scanner.TokenType, scanner.Position).ShouldBe(isTaken ? (JsonTokenType.EndArray, data.Length) : (JsonTokenType.StartArray, 1));
        scanner.Depth.ShouldBe(0);
    }

    private static List<string> Tokens(ref JsonScanner scanner, ReadOnlySpan<byte> data, bool isFinal)
    {
        var tokens = new List<string>();
        while (scanner.Read(data, isFinal) == JsonScan.Token)
        {
            var isValue = scanner.TokenType is JsonTokenType.Number or JsonTokenType.String or JsonTokenType.PropertyName;
            var number = scanner.TokenType == JsonTokenType.Number && scanner.TryGetInt64(out var value) ? $" {value}" : "";
            tokens.Add($"{scanner.TokenType} {scanner.Depth} {(isValue ? Encoding.UTF8.GetString(scanner.Value(data)) : "")}{number}");
        }

        return tokens;
    }

    private static (List<string> Tokens, JsonException? Error) Standard(ReadOnlySpan<byte> data)
    {
        var tokens = new List<string>();
        var reader = new Utf8JsonReader(data);
        try
        {
            while (reader.Read())
            {
                var isValue = reader.TokenType is JsonTokenType.Number or JsonTokenType.String or JsonTokenType.PropertyName;
                var number = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? $" {value}" : "";
                var text = isValue ? Encoding.UTF8.GetString(reader.ValueSpan) : "";
                tokens.Add($"{reader.TokenType} {reader.CurrentDepth} {text}{number}");
            }

            return (tokens, null);
        }
        catch (JsonException e)
        {
            return (tokens, e);
        }
    }
}
