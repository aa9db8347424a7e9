namespace Rebalancer.Topology;

/// <summary>The names of rack dimensions as patterns and mapping files write them.</summary>
internal static class RackDimensionNames
{
    /// <summary>The dimension of a group or column: <c>fd</c> and <c>ud</c> have names of their own, any other names itself.</summary>
    public static RackDimension Of(string name) => Plain(name) switch
    {
        "FD" or "FAULTDOMAIN" => RackDimension.FaultDomain,
        "UD" or "UPDATEDOMAIN" or "UPGRADEDOMAIN" => RackDimension.UpdateDomain,
        "RACK" => RackDimension.Rack,
        _ => new RackDimension(name, name),
    };

    /// <summary>A name without what people write between its words, in upper case: "fault_domain" and "FaultDomain" are one.</summary>
    public static string Plain(string name) => string.Concat(name.Where(c => c is not (' ' or '_' or '-' or '.'))).ToUpperInvariant();
}
