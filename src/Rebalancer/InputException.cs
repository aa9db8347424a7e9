namespace Rebalancer;

/// <summary>An input that cannot be used: a broken file, an option out of range, a value that contradicts another.</summary>
/// <remarks>
/// The message is one line for a person: it names the value, the place and, where one is likely, the fix. The CLI prints it and exits with
/// 2.
/// </remarks>
public sealed class InputException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line that names the value, the place and the likely fix.</param>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">One line that names the value, the place and the likely fix.</param>
    /// <param name="innerException">What was caught.</param>
    public InputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
