using Rebalancer.Kafka.Wire.Security;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Wire.Security;

/// <summary>java.util.Properties' own rules, one a row.</summary>
public sealed class JavaPropertiesTests
{
    [Theory]
    [InlineData("a=b", "a", "b")]
    [InlineData("a = b ", "a", "b ")]
    [InlineData("a:b", "a", "b")]
    [InlineData("a b", "a", "b")]
    [InlineData("  a\t=\tb", "a", "b")]
    [InlineData("a==b", "a", "=b")]
    [InlineData("a", "a", "")]
    [InlineData("a=", "a", "")]
    [InlineData("a\\=b=c", "a=b", "c")]
    [InlineData("a\\ b=c", "a b", "c")]
    [InlineData("a=b\\\n   c", "a", "bc")]
    [InlineData("a=b\\\r\n   c", "a", "bc")]
    [InlineData("a=b\\\\", "a", "b\\")]
    [InlineData("a=\\t\\n\\r\\f\\q", "a", "\t\n\r\fq")]
    [InlineData("a=\\u00e4", "a", "ä")]
    [InlineData("# x=y\n! z\n\n a=b", "a", "b")]
    [InlineData("a=x\na=b", "a", "b")]
    [InlineData("\uFEFFa=b", "a", "b")]
    [InlineData("a=b\\", "a", "b")]
    public void Parse_EachRule_GivesKeyAndValue(string text, string key, string value)
    {
        var entries = JavaProperties.Parse(text, "f");
        entries.Keys.ShouldBe([key]);
        entries[key].Value.ShouldBe(value);
    }

    [Fact]
    public void Parse_ContinuedLines_CountFromTheFirst()
    {
        var entries = JavaProperties.Parse("a=1\\\n2\nb=3", "f");
        entries["a"].Line.ShouldBe(1);
        entries["b"].Line.ShouldBe(3);
    }

    [Theory]
    [InlineData("a=\\u12")]
    [InlineData("a=\\uzzzz")]
    public void Parse_BrokenEscape_NamesTheLineAndShowsNothing(string text) =>
        Should.Throw<InputException>(() => JavaProperties.Parse("\n" + text, "f")).Message
            .ShouldBe("f, line 2: a \\u escape needs four hexadecimal digits. Perhaps the backslash should be doubled.");
}
