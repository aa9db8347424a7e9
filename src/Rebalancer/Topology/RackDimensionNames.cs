namespace Rebalancer.Topology;

/// <summary>The names of rack dimensions as patterns and mapping files write them.</summary>
internal static class RackDimensionNames
{
    /// <summary>The dimension of a group or column: <c>fd</c> and <c>ud</c> have names of their own, any other names itself.</summary>
    public static RackDimension Of(string name) => name.ToUpperInvariant() switch
    {
        "FD" or "FAULTDOMAIN" => RackDimension.FaultDomain,
        "UD" or "UPDATEDOMAIN" => RackDimension.UpdateDomain,
        "RACK" => RackDimension.Rack,
        _ => new RackDimension(name, name),
    };
}
