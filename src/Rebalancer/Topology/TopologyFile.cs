using System.Collections.Immutable;
using Rebalancer.Input;

namespace Rebalancer.Topology;

/// <summary>What a topology file is.</summary>
public enum TopologyFileKind
{
    /// <summary>The cluster topology JSON of Azure HDInsight: <c>hostGroups.workernode[]</c> with <c>fqdn</c>, <c>faultDomain</c>, <c>updateDomain</c>.</summary>
    HdInsight,

    /// <summary>A table with the header <c>broker,fd,ud</c>.</summary>
    MappingCsv,

    /// <summary>The same as JSON: <c>{"brokers":[{"broker":1001,"fd":"0","ud":"2"}]}</c>.</summary>
    MappingJson,
}

/// <summary>The domains of one broker as a topology file names it: by id or by host.</summary>
/// <param name="BrokerId">The broker's id, or null where the file names a host.</param>
/// <param name="Host">The host, or null where the file names an id.</param>
/// <param name="Domains">One entry a dimension of the file; null where it is not known.</param>
public sealed record TopologyFileEntry(int? BrokerId, string? Host, ImmutableArray<string?> Domains)
{
    /// <summary>The id or host as the file names it.</summary>
    public string Key => BrokerId?.ToString() ?? Host!;
}

/// <summary>A file that says where brokers sit; it overrides <c>broker.rack</c>.</summary>
/// <remarks>An immutable value, safe to share between threads.</remarks>
/// <param name="Name">What messages call the file.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Dimensions">Its rack dimensions, in the order of its columns.</param>
/// <param name="Entries">Its brokers, in its order; no id and no host twice.</param>
public sealed record TopologyFile(string Name, TopologyFileKind Kind, ImmutableArray<RackDimension> Dimensions, ImmutableArray<TopologyFileEntry> Entries)
{
    /// <summary>Things a person should know, such as an unusable fault domain; never null.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Reads a file, plain or gzip; finds its kind from its content.</summary>
    /// <remarks>
    /// CSV: any column beside <c>broker</c> is a dimension; commas, semicolons or tabs separate; <c>#</c> starts a comment line. Mapping JSON: any property
    /// beside <c>broker</c> is a dimension, except <c>id</c> and <c>host</c>, which may annotate. A broker is an id (digits) or a host.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <returns>What the file says.</returns>
    /// <exception cref="InputException">The file is missing, of no known kind, or holds a value that cannot be used.</exception>
    public static TopologyFile Read(string path)
    {
        using var source = InputSource.Open(path);
        return Read(source);
    }

    /// <summary>Reads a stream, which stays open; finds its kind from its content.</summary>
    /// <param name="stream">The stream; need not seek.</param>
    /// <param name="name">What messages call the input.</param>
    /// <returns>What the file says.</returns>
    /// <exception cref="InputException">The stream is of no known kind or holds a value that cannot be used.</exception>
    public static TopologyFile Read(Stream stream, string name)
    {
        using var source = InputSource.From(stream, name);
        return Read(source);
    }

    private static TopologyFile Read(InputSource source)
    {
        if (source.FirstByte is not ((byte)'{' or (byte)'['))
        {
            return MappingCsvReader.Read(source);
        }

        var input = new JsonInput(source);
        try
        {
            return TopologyJsonReader.Read(ref input, source.Name);
        }
        finally
        {
            input.Dispose();
        }
    }
}
