using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Rebalancer.Files.Input;
using Rebalancer.Topology;

namespace Rebalancer.Files.Tables;

/// <summary>Reads <c>hostGroups</c> of HDInsight's cluster topology JSON: the worker nodes, which are the Kafka brokers.</summary>
/// <remarks>
/// The file names hosts, not broker ids; a fault or update domain that is missing, negative or not a number is not known (a warning).
/// </remarks>
internal static class HdInsightTopologyReader
{
    private const string WorkerNode = "workernode";

    private static readonly JsonName s_fqdn = new("fqdn", 0);
    private static readonly JsonName s_faultDomain = new("faultDomain", 1);
    private static readonly JsonName s_updateDomain = new("updateDomain", 2);
    private static readonly JsonName s_availabilitySetId = new("availabilitySetId", 3);

    private static readonly (string Property, Func<Node, Domain> DomainOf)[] s_domains =
        [("faultDomain", node => node.FaultDomain), ("updateDomain", node => node.UpdateDomain)];

    public static TopologyTable Read(ref JsonInput input, string name)
    {
        List<Node>? nodes = null;
        var groups = new List<string>();
        input.BeginObject("\"hostGroups\"");
        while (input.NextProperty())
        {
            var group = input.AtAny();
            groups.Add(group);
            if (group.Equals(WorkerNode, StringComparison.OrdinalIgnoreCase))
            {
                nodes = ReadNodes(ref input);
            }
            else
            {
                input.SkipValue();
            }
        }

        if (nodes is null or [])
        {
            throw input.Fail(
                nodes is null
                    ? $"\"hostGroups\" has no group \"{WorkerNode}\", only: "
                        + $"{(groups.Count == 0 ? "nothing" : InputText.OneLine(InputText.List(groups)))}"
                    : $"the group \"{WorkerNode}\" is empty",
                "this is the topology of a cluster of another type");
        }

        return new TopologyTable(
            name,
            [RackDimension.FaultDomain, RackDimension.UpdateDomain],
            [.. nodes.Select(node => new TopologyTableEntry(null, node.Fqdn, [node.FaultDomain.Value, node.UpdateDomain.Value]))])
        {
            Warnings = [.. Warnings(nodes, name)],
        };
    }

    private static List<Node> ReadNodes(ref JsonInput input)
    {
        var nodes = new List<Node>();
        var hosts = new HostSet();
        input.BeginArray($"\"{WorkerNode}\"");
        while (input.NextElement())
        {
            nodes.Add(ReadNode(ref input, hosts));
        }

        return nodes;
    }

    private static Node ReadNode(ref JsonInput input, HostSet hosts)
    {
        string? fqdn = null;
        string? set = null;
        var faultDomain = Domain.Missing;
        var updateDomain = Domain.Missing;
        uint seen = 0;
        input.BeginObject("a worker node");
        while (input.NextProperty())
        {
            if (input.At(s_fqdn, ref seen))
            {
                fqdn = input.String("the fqdn").Trim();
                if (fqdn.Length == 0)
                {
                    throw input.Fail("the fqdn is empty", null);
                }

                if (!hosts.Add(fqdn))
                {
                    throw input.Fail($"host {InputText.Quote(fqdn)} is listed twice", "two files were joined into one");
                }
            }
            else if (input.At(s_faultDomain, ref seen))
            {
                faultDomain = ReadDomain(ref input);
            }
            else if (input.At(s_updateDomain, ref seen))
            {
                updateDomain = ReadDomain(ref input);
            }
            else if (input.At(s_availabilitySetId, ref seen))
            {
                set = input.OptionalString("the availability set id");
            }
            else
            {
                input.Skip();
            }
        }

        return new Node(fqdn ?? throw input.Fail("the worker node has no \"fqdn\"", null), faultDomain, updateDomain, set);
    }

    private static Domain ReadDomain(ref JsonInput input)
    {
        var text = input.TokenType switch
        {
            JsonTokenType.Number => input.RawNumber(),
            JsonTokenType.String => input.String("the domain"),
            _ => null,
        };

        var found = input.Found();
        input.SkipValue();
        return text is not null && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Domain(number.ToString(CultureInfo.InvariantCulture), "")
            : new Domain(null, text is null ? found : text);
    }

    private static IEnumerable<string> Warnings(List<Node> nodes, string name)
    {
        foreach (var (property, domainOf) in s_domains)
        {
            var unusable = nodes.Where(node => domainOf(node).Value is null)
                .Select(node => $"{node.Fqdn} ({InputText.OneLine(domainOf(node).Found, 40)})").ToArray();
            if (unusable.Length > 0)
            {
                yield return $"{name}: {InputText.Count(unusable.Length, "host")} without a usable {property}: {InputText.List(unusable)}.";
            }
        }

        var sets = nodes.Where(node => node.AvailabilitySetId is not null)
            .GroupBy(node => node.AvailabilitySetId!, StringComparer.OrdinalIgnoreCase)
            .OrderBy(set => set.Key, StringComparer.OrdinalIgnoreCase)
            .Select(set => $"{set.Key[(set.Key.LastIndexOf('/') + 1)..]} ({InputText.Count(set.Count(), "host")})")
            .ToArray();
        if (sets.Length > 1)
        {
            yield return $"{name}: the worker nodes belong to {sets.Length} availability sets: "
                + $"{InputText.OneLine(InputText.List(sets))}. Fault and update domains are numbered per set: "
                + "whether equal numbers of two sets share hardware is not known; the plan takes them as one domain.";
        }
    }

    private sealed record Node(string Fqdn, Domain FaultDomain, Domain UpdateDomain, string? AvailabilitySetId);

    private readonly record struct Domain(string? Value, string Found)
    {
        public static Domain Missing { get; } = new(null, "missing");
    }
}
