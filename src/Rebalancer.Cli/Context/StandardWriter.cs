using System.Text;

namespace Rebalancer.Cli.Context;

/// <summary>
/// Standard output or standard error, where a write may fail: the disk is full, or the shell closed it. What cannot be printed on standard
/// output is a failure that says so; what cannot be printed on standard error is dropped, as nobody is left to be told.
/// </summary>
/// <param name="open">Gives the writer; fails where the stream is closed.</param>
/// <param name="name">What the stream is called in a message; null where failures are dropped.</param>
internal sealed class StandardWriter(Func<TextWriter> open, string? name) : TextWriter
{
    private readonly Lazy<TextWriter> _inner = new(open);

    private volatile bool _isGone;

    public override Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public override void Write(char value) => Try(w => w.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(w => w.Write(buffer, index, count));

    public override void Write(string? value) => Try(w => w.Write(value));

    public override void WriteLine(string? value) => Try(w => w.WriteLine(value));

    public override void Flush() => Try(w => w.Flush());

    /// <summary>The terminal is gone: from now on failures are dropped, so that what ends in order does.</summary>
    public void HangUp() => _isGone = true;

    private void Try(Action<TextWriter> write)
    {
        try
        {
            write(_inner.Value);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (name is not null && !_isGone)
            {
                throw new IOException($"{name} cannot be written; perhaps it is closed, or the disk is full", e);
            }
        }
    }
}
