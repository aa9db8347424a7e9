using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Rebalancer.Reports.Html;

/// <summary>HTML under construction: whatever is not a literal of ours is encoded.</summary>
internal sealed class HtmlText
{
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder _html = new();

    /// <summary>Appends markup of ours.</summary>
    public HtmlText Markup(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <summary>Appends text.</summary>
    public HtmlText Text(string text)
    {
        _html.Append(s_encoder.Encode(text));
        return this;
    }

    /// <summary>Appends an element with text in it.</summary>
    /// <param name="tag">Its name, with attributes of ours.</param>
    /// <param name="text">The text.</param>
    public HtmlText Element(string tag, string text) =>
        Markup($"<{tag}>").Text(text).Markup($"</{tag.Split(' ')[0]}>");

    /// <summary>Appends a table in a box that scrolls sideways.</summary>
    /// <param name="caption">What it holds.</param>
    /// <param name="columns">Its heads; those that begin with # hold numbers.</param>
    /// <param name="rows">Its cells; the first of each row is the row's head.</param>
    /// <param name="attributes">Attributes of the table.</param>
    public HtmlText Table(string caption, IReadOnlyList<string> columns, IEnumerable<ImmutableArray<string>> rows, string attributes = "")
    {
        Markup("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"").Text(caption).Markup($"\"><table {attributes}>\n");
        Element("caption", caption).Markup("\n<thead><tr>");
        foreach (var column in columns)
        {
            Element(column.StartsWith('#') ? "th scope=\"col\" class=\"n\"" : "th scope=\"col\"", column.TrimStart('#'));
        }

        Markup("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            Markup("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                var tag = i == 0 ? "th scope=\"row\"" : "td";
                Element(columns[i].StartsWith('#') ? $"{tag} class=\"n\"" : tag, row[i]);
            }

            Markup("</tr>\n");
        }

        return Markup("</tbody>\n</table></div>\n");
    }

    /// <inheritdoc/>
    public override string ToString() => _html.ToString();
}
