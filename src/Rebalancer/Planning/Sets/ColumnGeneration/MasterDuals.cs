namespace Rebalancer.Planning.Sets.ColumnGeneration;

/// <summary>The dual prices of the master problem's rows, in units of what it makes small.</summary>
/// <param name="Cell">A replica in each cell.</param>
/// <param name="Cap">A kept replica by price group.</param>
/// <param name="Level">A broker at the upper level, by cell.</param>
/// <param name="Move">A move: 1 where moves are what is made small.</param>
/// <param name="Lead">A preferred leader that stays, by leader group; empty where leaders do not count.</param>
/// <param name="LeadInCell">A preferred leader in each cell; empty where leaders do not count.</param>
internal sealed record MasterDuals(
    double[] Cell, double[] Cap, double[] Level, double Move, double[] Lead, double[] LeadInCell);
