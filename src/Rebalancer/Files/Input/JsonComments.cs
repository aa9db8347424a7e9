namespace Rebalancer.Files.Input;

/// <summary>What is said of comments in JSON, wherever they are found.</summary>
internal static class JsonComments
{
    public const string Problem = "JSON allows no comments, and this looks like one";

    public const string Fix = "remove the comments";

    /// <summary>The exception of a comment outside the JSON.</summary>
    /// <param name="fileName">What messages call the file.</param>
    /// <param name="place">Where it begins.</param>
    public static InputException Failure(string fileName, string place) => new($"{fileName}, {place}: {Problem}. Perhaps {Fix}.");
}
