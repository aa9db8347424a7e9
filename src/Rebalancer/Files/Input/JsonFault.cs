using System.Text;
using System.Text.Json;

namespace Rebalancer.Files.Input;

/// <summary>What is wrong with JSON behind the last token that was in order, in the words of .NET's reader.</summary>
/// <param name="Lines">Line ends between that token and the fault.</param>
/// <param name="Bytes">Bytes of the fault's line before it, from that token on where it is the same line.</param>
/// <param name="Reason">What is wrong, or null where all is in order and only the end is missing.</param>
/// <param name="Exception">The reader's exception, or null.</param>
internal readonly record struct JsonFault(long Lines, long Bytes, string? Reason, JsonException? Exception)
{
    /// <summary>Finds the fault.</summary>
    /// <param name="scanner">A scanner that does not get beyond its token.</param>
    /// <param name="rest">What follows the token.</param>
    /// <param name="isFinal">Whether nothing comes behind that.</param>
    public static JsonFault Find(in JsonScanner scanner, ReadOnlySpan<byte> rest, bool isFinal)
    {
        var opening = Opening(scanner);
        byte[] text = [.. opening, .. rest];
        var exception = Read(text, isFinal: false);

        // As long as more may come, a missing end is none.
        var reason = exception is null && isFinal ? null : exception is null ? "it cannot be read" : Words(exception);
        exception ??= Read(text, isFinal: true);
        var (lines, bytes) = (exception?.LineNumber ?? 0, exception?.BytePositionInLine ?? opening.Length);
        return new JsonFault(lines, lines == 0 ? bytes - opening.Length : bytes, reason, exception);
    }

    /// <summary>The shortest JSON after which .NET's reader stands where the scanner does.</summary>
    private static byte[] Opening(in JsonScanner scanner)
    {
        var text = new StringBuilder();
        for (var depth = 0; depth < scanner.OpenCount; depth++)
        {
            text.Append(scanner.IsObject(depth) ? '{' : '[');
            var isInnermost = depth == scanner.OpenCount - 1;
            text.Append(scanner.IsObject(depth) && !(isInnermost && scanner.TokenType == JsonTokenType.StartObject) ? "\"\":" : "");
        }

        var isBehindValue = scanner.TokenType is not (JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray
            or JsonTokenType.PropertyName);
        return Encoding.UTF8.GetBytes(text.Append(isBehindValue ? "null" : "").ToString());
    }

    private static JsonException? Read(ReadOnlySpan<byte> text, bool isFinal)
    {
        try
        {
            var reader = new Utf8JsonReader(text, isFinal, default);
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException e)
        {
            return e;
        }
    }

    private static string Words(JsonException e)
    {
        var message = e.Message;
        if (message.Contains("trailing comma", StringComparison.Ordinal))
        {
            return "a comma stands before the closing bracket";
        }

        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return InputText.OneLine((end < 0 ? message : message[..end]).TrimEnd('.', ' '));
    }
}
