using Rebalancer.Planning.Roles;

namespace Rebalancer.Reports.Building;

/// <summary>What keeps replicas from some live brokers, and how it is told: without it a better spread might be had.</summary>
/// <param name="ByOptions">Whether options do.</param>
/// <param name="ByKafka">Whether brokers do whose log dirs Kafka has cordoned, beyond what the options say.</param>
internal sealed record BrokerLimits(bool ByOptions, bool ByKafka)
{
    /// <summary>Nothing does.</summary>
    public static BrokerLimits None { get; } = new(false, false);

    /// <summary>Where claims hold, to stand in a sentence behind them; empty where they hold in all.</summary>
    public string Within => !ByKafka ? ByOptions ? " within the options given" : ""
        : $" within what {(ByOptions ? "the options given and " : "")}the cordoned brokers allow";

    /// <summary>What has its say in the spread besides the racks.</summary>
    public string AndWhat => (ByOptions, ByKafka) switch
    {
        (true, true) => ", the options and the cordoned brokers",
        (true, false) => " and the options",
        (false, true) => " and the cordoned brokers",
        _ => "",
    };

    /// <summary>The same in a title.</summary>
    public string InATitle => (ByOptions, ByKafka) switch
    {
        (true, true) => " within the options, with cordoned brokers",
        (true, false) => " within the options",
        (false, true) => " with cordoned brokers",
        _ => "",
    };

    /// <summary>The limits of a plan.</summary>
    /// <param name="request">What was asked.</param>
    public static BrokerLimits Of(PlanRequest request)
    {
        var given = request.Roles;
        return new(
            request.Options.LimitsBrokers,
            given.OnlyTo is null
                && BrokerRoles.Assign(request.Snapshot, given).In(BrokerRole.Cordoned).Except(given.Cordoned).Any());
    }
}
