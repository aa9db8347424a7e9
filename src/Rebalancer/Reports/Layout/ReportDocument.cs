using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Planning;

namespace Rebalancer.Reports.Layout;

/// <summary>A report arranged for people: what every renderer draws, on a console, as Markdown or as HTML.</summary>
/// <remarks>An immutable value, safe to share between threads. Texts are plain, without markup of any renderer.</remarks>
/// <param name="Title">The heading.</param>
/// <param name="Lines">What to know first, one sentence a line.</param>
/// <param name="Tables">The numbers, in the order to show.</param>
/// <param name="Notes">Warnings and reasons.</param>
public sealed record ReportDocument(
    string Title, ImmutableArray<string> Lines, ImmutableArray<ReportTable> Tables, ImmutableArray<PlanNote> Notes)
{
    /// <summary>How the first line is meant.</summary>
    public RowTone Tone { get; init; }

    /// <summary>The numbers behind the lines, for renderers that show them large.</summary>
    public ImmutableArray<Tile> Tiles { get; init; } = [];

    /// <summary>What was done when, for renderers that draw pictures; null where nothing was done.</summary>
    public TimelinePicture? Timeline { get; init; }

    /// <summary>What to do next, for renderers of whole pages; null where nothing is known.</summary>
    public NextSteps? Next { get; init; }

    /// <inheritdoc/>
    public bool Equals(ReportDocument? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>One table of a report.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Columns">Its columns; each row has as many cells.</param>
/// <param name="Rows">Cells in the order of the columns.</param>
public sealed record ReportTable(string Title, ImmutableArray<ReportColumn> Columns, ImmutableArray<ImmutableArray<string>> Rows)
{
    /// <summary>
    /// The section of a page that it belongs to, by its id, such as <c>timeline</c>, <c>brokers</c> or <c>proof</c>; an id that no page
    /// knows is <c>details</c>.
    /// </summary>
    public string Section { get; init; } = "details";

    /// <summary>Whether the table is long and belongs into a file rather than onto a console.</summary>
    public bool IsDetail { get; init; }

    /// <summary>How each row is meant; empty where all are neutral.</summary>
    public ImmutableArray<RowTone> Tones { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(ReportTable? other) => ContentEquality.Equal(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => ContentEquality.Hash(this);
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading; may be empty.</param>
/// <param name="RightAligned">Whether it holds numbers.</param>
public sealed record ReportColumn(string Name, bool RightAligned = false)
{
    /// <summary>Whether a narrow console leaves the column out rather than breaking every cell; the first such column goes first.</summary>
    public bool IsOptional { get; init; }
}
