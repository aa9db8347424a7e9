using System.Text;
using Rebalancer.Cluster;

namespace Rebalancer.Tests.Files;

/// <summary>Collects what each bad input is answered with, as one table for a golden file.</summary>
internal sealed class BadInput
{
    private readonly StringBuilder _table = new();

    /// <summary>The table: a case a line, its answer below it.</summary>
    public override string ToString() => _table.ToString();

    /// <summary>Runs a reader that must fail with one clear line.</summary>
    /// <param name="name">The case.</param>
    /// <param name="read">Must throw an <see cref="InputException"/>.</param>
    /// <param name="folder">A folder whose name must not stand in the golden file.</param>
    public void Add(string name, Action read, string? folder = null)
    {
        string answer;
        try
        {
            read();
            answer = "ACCEPTED";
        }
        catch (InputException e)
        {
            answer = e.Message.Contains('\n', StringComparison.Ordinal) ? "MORE THAN ONE LINE: " + e.Message : e.Message;
        }

        answer = folder is null ? answer : answer.Replace(folder, "/data", StringComparison.Ordinal);
        _table.Append(name).Append("\n    ").Append(answer.Replace(Environment.CurrentDirectory, "/here", StringComparison.Ordinal))
            .Append('\n');
    }

    /// <summary>Runs a reader over a text named <paramref name="file"/>.</summary>
    public void Add(string name, string file, string text, Action<Stream, string> read) =>
        Add(name, () => read(new MemoryStream(Encoding.UTF8.GetBytes(text)), file));
}
