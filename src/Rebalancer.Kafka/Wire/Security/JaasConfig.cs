using System.Text;

namespace Rebalancer.Kafka.Wire.Security;

/// <summary>The one login module of a <c>sasl.jaas.config</c> value.</summary>
/// <param name="LoginModule">Its Java class.</param>
/// <param name="Options">Its options; any of them may be a secret.</param>
internal sealed record JaasConfig(string LoginModule, IReadOnlyDictionary<string, string> Options)
{
    private const string Shape = "It should read: <login module> required <option>=\"<value>\" ...;";

    /// <summary>
    /// Reads a value such as <c>org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p";</c>.
    /// </summary>
    /// <param name="text">The value.</param>
    /// <param name="place">Where it stands, for errors.</param>
    /// <exception cref="InputException">It has another form; the message never shows the value.</exception>
    public static JaasConfig Parse(string text, string place)
    {
        var tokens = new Queue<string>(Tokens(text, place));
        string Next(string what) =>
            tokens.TryDequeue(out var token) ? token : throw new InputException($"{place}: sasl.jaas.config ends before {what}. {Shape}");

        var module = Next("its login module");
        var flag = Next("its control flag");
        if (flag.ToUpperInvariant() is not ("REQUIRED" or "REQUISITE" or "SUFFICIENT" or "OPTIONAL"))
        {
            throw new InputException($"{place}: in sasl.jaas.config the word after the login module should be 'required'. {Shape}");
        }

        var options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var token = Next("its ';'"); token != ";"; token = Next("its ';'"))
        {
            if (Next("an option's '='") != "=")
            {
                throw new InputException(
                    $"{place}: in sasl.jaas.config an option has no '='. {Shape} Perhaps a value with special characters needs quotes.");
            }

            options[token] = Next("an option's value");
        }

        return tokens.Count == 0
            ? new(module, options)
            : throw new InputException($"{place}: sasl.jaas.config holds more than one login module; a client takes one.");
    }

    /// <summary>Shows the names only.</summary>
    public override string ToString() => $"{LoginModule} ({string.Join(", ", Options.Keys)})";

    private static IEnumerable<string> Tokens(string text, string place)
    {
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c))
            {
                i++;
            }
            else if (c is '=' or ';')
            {
                i++;
                yield return c.ToString();
            }
            else if (c is '"' or '\'')
            {
                yield return Quoted(text, ref i, place);
            }
            else
            {
                var start = i;
                while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not ('=' or ';' or '"' or '\''))
                {
                    i++;
                }

                yield return text[start..i];
            }
        }
    }

    private static string Quoted(string text, ref int i, string place)
    {
        var quote = text[i++];
        var value = new StringBuilder();
        for (; i < text.Length; i++)
        {
            if (text[i] == quote)
            {
                i++;
                return value.ToString();
            }

            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
                value.Append(text[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
                continue;
            }

            value.Append(text[i]);
        }

        throw new InputException($"{place}: in sasl.jaas.config a quoted value does not end. {Shape}");
    }
}
