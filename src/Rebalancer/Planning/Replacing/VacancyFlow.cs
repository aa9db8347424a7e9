using Google.OrTools.Graph;

namespace Rebalancer.Planning.Replacing;

/// <summary>
/// Fills vacancies from their candidates so that the loads come out as even as they can: a min-cost flow with convex costs at the brokers.
/// Exact.
/// </summary>
internal static class VacancyFlow
{
    /// <summary>The broker of each vacancy; <paramref name="loads"/> are the replicas that brokers have without them.</summary>
    public static int[] Fill(IReadOnlyList<Vacancy> vacancies, int[] loads)
    {
        if (vacancies.Count == 0)
        {
            return [];
        }

        using var flow = new MinCostFlow();
        var (source, sink) = (0, 1);
        int VacancyNode(int v) => 2 + v;
        int BrokerNode(int b) => 2 + vacancies.Count + b;
        var choices = new List<(int Arc, int Vacancy, int Broker)>();
        var candidates = new int[loads.Length];
        for (var v = 0; v < vacancies.Count; v++)
        {
            flow.AddArcWithCapacityAndUnitCost(source, VacancyNode(v), 1, 0);
            foreach (var b in vacancies[v].Candidates)
            {
                candidates[b]++;
                choices.Add((flow.AddArcWithCapacityAndUnitCost(VacancyNode(v), BrokerNode(b), 1, 0), v, b));
            }
        }

        var lowest = loads.Min();
        for (var b = 0; b < loads.Length; b++)
        {
            // The square of a load grows by 2 * load + 1 with the next replica.
            for (var k = 0; k < candidates[b]; k++)
            {
                flow.AddArcWithCapacityAndUnitCost(BrokerNode(b), sink, 1, (2L * (loads[b] - lowest + k)) + 1);
            }
        }

        flow.SetNodeSupply(source, vacancies.Count);
        flow.SetNodeSupply(sink, -vacancies.Count);
        if (flow.Solve() != MinCostFlowBase.Status.OPTIMAL)
        {
            throw new InvalidOperationException("The vacancies cannot be filled although each has a candidate.");
        }

        var chosen = new int[vacancies.Count];
        foreach (var (arc, v, b) in choices)
        {
            if (flow.Flow(arc) > 0)
            {
                chosen[v] = b;
            }
        }

        return chosen;
    }
}
