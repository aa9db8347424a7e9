using Rebalancer;
using Rebalancer.Swarm;

try
{
    return SwarmRun.Start(SwarmArguments.Parse(args), Console.Out);
}
catch (InputException e)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 2;
}
