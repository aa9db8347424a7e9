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

    /// <summary>Whether a name is one that people give to places; any other may be a remark that a table has too.</summary>
    public static bool IsPlace(RackDimension dimension) =>
        dimension == RackDimension.FaultDomain || dimension == RackDimension.UpdateDomain || dimension == RackDimension.Rack
            || s_places.Contains(Plain(dimension.Name));

    private static readonly HashSet<string> s_places = new(StringComparer.Ordinal)
    {
        "REGION", "ZONE", "AZ", "AVAILABILITYZONE", "AVAILABILITYSET", "DC", "DATACENTER", "DATACENTRE", "SITE", "CAMPUS", "BUILDING",
        "HALL", "FLOOR", "ROOM", "ROW", "CAGE", "POD", "CABINET", "CHASSIS", "ENCLOSURE", "BLADE", "SWITCH", "TOR", "POWER", "PDU", "UPS",
        "CELL", "HYPERVISOR", "MAINTENANCEGROUP", "PLACEMENTGROUP", "SCALESET",
    };

    /// <summary>A name without what people write between its words, in upper case: "fault_domain" and "FaultDomain" are one.</summary>
    public static string Plain(string name) => string.Concat(name.Where(c => c is not (' ' or '_' or '-' or '.'))).ToUpperInvariant();
}
