using System.Globalization;
using System.Text;
using System.Xml;

namespace Rebalancer.Reports.Svg;

/// <summary>An SVG under construction: elements with attributes, and text that stays text.</summary>
internal sealed class SvgText : IDisposable
{
    private readonly StringWriter _text = new(CultureInfo.InvariantCulture);
    private readonly XmlWriter _xml;

    /// <summary>Begins a picture.</summary>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="title">What a screen reader says first.</param>
    /// <param name="description">What a screen reader says then.</param>
    /// <param name="style">Its style sheet.</param>
    public SvgText(int width, int height, string title, string description, string style)
    {
        _xml = XmlWriter.Create(_text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, NewLineChars = "\n" });
        _xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        Attributes(("viewBox", $"0 0 {width} {height}"), ("width", $"{width}"), ("height", $"{height}"), ("role", "img"));
        _xml.WriteElementString("title", Printable(title));
        _xml.WriteElementString("desc", Printable(description));
        _xml.WriteElementString("style", style);
        Box("page", 0, 0, width, height);
    }

    /// <summary>Draws a rectangle.</summary>
    /// <param name="kind">Its class.</param>
    /// <param name="x">Left.</param>
    /// <param name="y">Top.</param>
    /// <param name="width">Width.</param>
    /// <param name="height">Height.</param>
    /// <param name="strength">How much of its colour it has, from 0 to 1.</param>
    public void Box(string kind, double x, double y, double width, double height, double strength = 1)
    {
        _xml.WriteStartElement("rect");
        Attributes(
            ("class", kind), ("x", Number(x)), ("y", Number(y)), ("width", Number(width)), ("height", Number(height)),
            ("fill-opacity", Number(strength)));
        _xml.WriteEndElement();
    }

    /// <summary>Writes a line of text.</summary>
    /// <param name="kind">Its classes.</param>
    /// <param name="x">Its start, middle or end, as the class says.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text.</param>
    public void Line(string kind, double x, double y, string text)
    {
        _xml.WriteStartElement("text");
        Attributes(("class", kind), ("x", Number(x)), ("y", Number(y)));
        _xml.WriteString(Printable(text));
        _xml.WriteEndElement();
    }

    /// <summary>Ends the picture.</summary>
    public string End()
    {
        _xml.WriteEndElement();
        _xml.Flush();
        return _text + "\n";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _xml.Dispose();
        _text.Dispose();
    }

    private void Attributes(params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            _xml.WriteAttributeString(name, value);
        }
    }

    private static string Number(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    /// <summary>Racks may be named by anything; XML has no way to write control characters.</summary>
    private static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            printable.Append(Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? Rune.ReplacementChar : rune);
        }

        return printable.ToString();
    }
}
