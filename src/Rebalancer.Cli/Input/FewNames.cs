namespace Rebalancer.Cli.Input;

/// <summary>Names in a message, of bounded number: "1001, 1002 and 5 more".</summary>
internal static class FewNames
{
    public static string Of<T>(IReadOnlyCollection<T> names, int most) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? $" and {names.Count - most} more" : "");
}
