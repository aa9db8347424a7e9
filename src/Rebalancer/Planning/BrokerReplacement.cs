namespace Rebalancer;

/// <summary>One broker that takes another one's place in every replica list.</summary>
/// <param name="OldBroker">The broker whose place is taken; dead or alive.</param>
/// <param name="NewBroker">The live broker that takes it.</param>
public sealed record BrokerReplacement(int OldBroker, int NewBroker);
