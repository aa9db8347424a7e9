namespace Rebalancer.Verification;

/// <summary>The brokers that some topics must stay within.</summary>
/// <param name="Number">A number of its own for each set, from 0.</param>
/// <param name="Text">The brokers, for people.</param>
/// <param name="Members">Whether each live broker belongs to it.</param>
internal sealed record BrokerSet(int Number, string Text, bool[] Members);
