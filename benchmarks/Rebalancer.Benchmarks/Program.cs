using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Rebalancer.Benchmarks;
using Rebalancer.Benchmarks.Commands;

// In process: the native solvers are there already, and the quality column needs no second copy of the clusters.
var job = Job.ShortRun.WithRuntime(CoreRuntime.Core10_0)
    .WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(5).WithWarmupCount(2);
if (args is ["--smoke"])
{
    return Smoke.Run();
}

if (args is ["--table"])
{
    return QualityTable.Print();
}

if (args is ["--leaders"])
{
    return LeaderTable.Print();
}

if (args is ["--table", var only])
{
    return QualityTable.Print(only);
}

if (args is ["--commands", .. var commands])
{
    return CommandTable.Print(commands);
}

if (args is ["--peers", var kafka, .. var compared])
{
    return await PeerTable.PrintAsync(kafka, compared);
}

if (args is ["--serve", var partitions])
{
    return await Serve.RunAsync(partitions);
}

if (args is ["--look", var looked])
{
    return await Look.RunAsync(looked);
}

if (args is ["--run", .. var runs] && runs.Length > 0)
{
    return await Run.RunAsync(runs);
}

var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(job).AddColumn(new PlanQualityColumn()).WithOptions(ConfigOptions.DisableOptimizationsValidator);
BenchmarkSwitcher.FromAssembly(typeof(PlanningBenchmarks).Assembly).Run(args, config);
return 0;
