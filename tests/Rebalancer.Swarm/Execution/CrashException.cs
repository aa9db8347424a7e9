namespace Rebalancer.Swarm.Execution;

/// <summary>The process of a run dies here.</summary>
internal sealed class CrashException() : Exception("the process was killed");
