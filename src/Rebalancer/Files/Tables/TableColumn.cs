namespace Rebalancer.Files.Tables;

/// <summary>What a column of a topology table is.</summary>
internal enum TableColumn
{
    /// <summary>The broker, by id or by host.</summary>
    Broker,

    /// <summary>The broker's id.</summary>
    Id,

    /// <summary>The broker's host; never a dimension.</summary>
    Host,

    /// <summary>A rack dimension.</summary>
    Dimension,
}
