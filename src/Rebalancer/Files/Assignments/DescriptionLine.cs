using System.Globalization;
using System.Text.RegularExpressions;

namespace Rebalancer.Files.Assignments;

/// <summary>One line that <c>kafka-topics --describe</c> printed, as its "Key: value" columns. Reused for the next line.</summary>
/// <param name="fileName">What messages call the file.</param>
internal sealed partial class DescriptionLine(string fileName)
{
    private readonly Dictionary<string, string> _columns = new(StringComparer.Ordinal);
    private long _number;
    private string _text = "";

    public void Split(string line, long number)
    {
        (_text, _number) = (line, number);
        _columns.Clear();
        var matches = Key().Matches(line);
        for (var i = 0; i < matches.Count; i++)
        {
            var start = matches[i].Index + matches[i].Length;
            var end = i + 1 < matches.Count ? matches[i + 1].Index : line.Length;
            _columns.TryAdd(matches[i].Groups["key"].Value, line[start..end].Trim());
        }
    }

    public bool Has(string column) => _columns.ContainsKey(column);

    public string? Optional(string column) => _columns.GetValueOrDefault(column);

    public string Required(string column) =>
        _columns.TryGetValue(column, out var text)
            ? text : throw Fail($"the column \"{column}:\" is missing", "the line was cut off, or the output filtered");

    public int Number(string column)
    {
        var text = Required(column);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Fail($"{column} {InputText.Quote(text)} is not a number from 0 to {int.MaxValue}", null);
    }

    /// <summary>A list of broker ids as it stands there; empty where the column is missing or says N/A.</summary>
    public int[] Ids(string column)
    {
        if (Optional(column) is not { } list || list is "N/A" or "")
        {
            return [];
        }

        var texts = list.Split(',', StringSplitOptions.TrimEntries);
        if (texts.Contains(""))
        {
            var partition = InputText.OneLine($"{Optional("Topic")}-{Optional("Partition")}");
            throw Fail(
                $"a broker id is missing in \"{column}:\" of partition {partition}: {InputText.Quote(list)}",
                "the line was cut off or edited");
        }

        var ids = new int[texts.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            if (!int.TryParse(texts[i], NumberStyles.None, CultureInfo.InvariantCulture, out ids[i]))
            {
                throw Fail($"the broker id {InputText.Quote(texts[i])} in \"{column}:\" is not a number from 0 to {int.MaxValue}", null);
            }
        }

        return ids;
    }

    /// <summary>A list of different broker ids.</summary>
    public int[] DistinctIds(string column)
    {
        Required(column);
        var ids = Ids(column);
        for (var i = 1; i < ids.Length; i++)
        {
            if (ids.AsSpan(0, i).Contains(ids[i]))
            {
                throw Fail($"broker {ids[i]} is listed twice in \"{column}:\"", null);
            }
        }

        return ids;
    }

    /// <summary>The exception for a line that is none of a description.</summary>
    public InputException FailAsNeither() =>
        Fail($"{InputText.Quote(_text.Trim())} names neither a partition nor a partition count", "the line was cut off");

    public InputException Fail(string problem, string? fix)
    {
        var topic = _columns.TryGetValue("Topic", out var name) ? $" (topic {InputText.Quote(name)})" : "";
        return new InputException($"{fileName}, line {_number}{topic}: {problem}.{(fix is null ? "" : $" Perhaps {fix}.")}");
    }

    [GeneratedRegex(@"(?<=^|\s)(?<key>(Adding |Removing )?[A-Za-z]+):")]
    private static partial Regex Key();
}
