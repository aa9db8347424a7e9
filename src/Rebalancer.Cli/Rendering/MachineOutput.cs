using Rebalancer.Cli.Context;


namespace Rebalancer.Cli.Rendering;

/// <summary>Prints machine forms to the output, unwrapped and as they are.</summary>
internal static class MachineOutput
{
    public static void WriteJson(this CliContext context, Action<Stream> write)
    {
        using var stream = new Utf8TextStream(context.RawOutput);
        write(stream);
        stream.Flush();
    }
}
