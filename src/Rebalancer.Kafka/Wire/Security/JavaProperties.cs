using System.Globalization;
using System.Text;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>Reads the syntax of Java's properties files.</summary>
/// <remarks>
/// See java.util.Properties.load: comments with # and !, keys ended by =, : or white space, continued lines, escapes. The file is UTF-8.
/// </remarks>
internal static class JavaProperties
{
    /// <summary>Reads every entry in order; of a key that appears twice the last counts, as in Java.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="source">The file's name, for errors.</param>
    /// <exception cref="InputException">
    /// It is no text or clearly another kind of file, or an escape is broken; the message never shows the line, which may hold a secret.
    /// </exception>
    public static IReadOnlyDictionary<string, (string Value, int Line)> Parse(string text, string source)
    {
        if (text.Any(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\f')))
        {
            throw new InputException($"{source}: this is not a text but a binary file. Perhaps another file was meant.");
        }

        var entries = new Dictionary<string, (string, int)>(StringComparer.Ordinal);
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var number = i + 1;
            var line = lines[i].TrimStart(' ', '\t', '\f');
            if (line.Length == 0 || line[0] is '#' or '!')
            {
                continue;
            }

            if (entries.Count == 0 && ForeignText.Of(line) is var (what, fix))
            {
                throw new InputException($"{source}, line {number}: this is not a properties file but {what}. Perhaps {fix}.");
            }

            var logical = new StringBuilder();
            while (EndsInOddBackslashes(line))
            {
                logical.Append(line, 0, line.Length - 1);
                line = ++i < lines.Length ? lines[i].TrimStart(' ', '\t', '\f') : "";
            }

            logical.Append(line);
            var (key, value) = Split(logical.ToString(), source, number);
            entries[key] = (value, number);
        }

        return entries;
    }

    private static bool EndsInOddBackslashes(string line)
    {
        var count = 0;
        while (count < line.Length && line[^(count + 1)] == '\\')
        {
            count++;
        }

        return count % 2 == 1;
    }

    private static (string Key, string Value) Split(string line, string source, int number)
    {
        var end = 0;
        while (end < line.Length && line[end] is not ('=' or ':' or ' ' or '\t' or '\f'))
        {
            end += line[end] == '\\' ? 2 : 1;
        }

        end = Math.Min(end, line.Length);
        var start = SkipBlanks(line, end);
        if (start < line.Length && line[start] is ('=' or ':'))
        {
            start = SkipBlanks(line, start + 1);
        }

        return (Unescape(line[..end], source, number), Unescape(line[start..], source, number));
    }

    private static int SkipBlanks(string line, int at)
    {
        while (at < line.Length && line[at] is (' ' or '\t' or '\f'))
        {
            at++;
        }

        return at;
    }

    private static string Unescape(string text, string source, int number)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                plain.Append(text[i]);
            }
            else if (++i < text.Length)
            {
                plain.Append(text[i] switch
                {
                    't' => '\t',
                    'n' => '\n',
                    'r' => '\r',
                    'f' => '\f',
                    'u' => Unicode(text, ref i, source, number),
                    var other => other
                });
            }
        }

        return plain.ToString();
    }

    private static char Unicode(string text, ref int at, string source, int number)
    {
        if (at + 4 < text.Length
            && ushort.TryParse(text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            at += 4;
            return (char)code;
        }

        throw new InputException(
            $"{source}, line {number}: a \\u escape needs four hexadecimal digits. Perhaps the backslash should be doubled.");
    }
}
