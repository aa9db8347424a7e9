using Rebalancer.Files.Input;
using Rebalancer.Files.Tables;
using Rebalancer.Topology;

namespace Rebalancer;

/// <summary>Reads a file that says where brokers sit.</summary>
/// <remarks>
/// <para>
/// Three kinds, told apart by their content: HDInsight's cluster topology JSON (<c>hostGroups.workernode[]</c> with <c>fqdn</c>,
/// <c>faultDomain</c>,
/// <c>updateDomain</c>); a table in CSV with the header <c>broker,fd,ud</c>, its cells separated by commas, semicolons, tabs or <c>|</c>;
/// the same as JSON,
/// <c>{"brokers":[{"broker":1001,"fd":"0","ud":"2"}]}</c>.
/// </para>
/// <para>
/// In tables <c>broker</c> is an id or a host; <c>id</c> and <c>host</c> may stand beside it or in its place; any other column is a
/// dimension. A column
/// <c>rack</c> holds what <c>broker.rack</c> would. A table of brokers alone is a cluster without racks.
/// </para>
/// <para>Stateless and safe to use from many threads at once.</para>
/// </remarks>
public static class TopologyFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, plain or gzip.</param>
    /// <returns>What the file says.</returns>
    /// <exception cref="InputException">The file is missing, of no known kind, or holds a value that cannot be used.</exception>
    public static TopologyTable Read(string path)
    {
        using var file = InputFile.Open(path);
        return Read(file);
    }

    /// <summary>Reads an open file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>What the file says.</returns>
    /// <exception cref="InputException">The file is of no known kind or holds a value that cannot be used.</exception>
    public static TopologyTable Read(InputFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var lines = new TextLines(file);
        var passed = new PassedLines();
        if (CsvHeader.Find(file, lines, passed) is { } header)
        {
            return new CsvTableReader(file, lines, header).Read(passed);
        }

        lines.GiveBack();
        var notes = new List<string>();
        var table = JsonDocuments.ReadOne(file, (ref JsonInput input) => TopologyJsonReader.Read(ref input, file.Name), notes, passed);
        return table with { Notes = [.. table.Notes, .. notes] };
    }
}
