using System.Collections.Immutable;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Plans;

public sealed class PlanDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(PlanDirectory.ReassignmentFileName)]
    [InlineData(PlanDirectory.RollbackFileName)]
    public void Write_Example_GivesTheApprovedFile(string file)
    {
        var directory = _temporary.File("plan");

        PlanDirectory.Write(directory, PlanExamples.Manifest);

        File.ReadAllText(Path.Combine(directory, file))
            .ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved").WithDiscriminator(Path.GetFileNameWithoutExtension(file)));
    }

    [Fact]
    public void Write_Example_GivesTheApprovedManifest()
    {
        var directory = _temporary.File("plan");

        PlanDirectory.Write(directory, PlanExamples.Manifest with { OrToolsVersion = "0.0.0-test" });

        File.ReadAllText(Path.Combine(directory, PlanDirectory.ManifestFileName))
            .ShouldMatchApproved(c => c.NoDiff().SubFolder("Approved"));
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytesAndNoOtherFiles()
    {
        PlanDirectory.Write(_temporary.File("a"), PlanExamples.Manifest);
        PlanDirectory.Write(_temporary.File("b"), PlanExamples.Manifest);
        PlanDirectory.Write(_temporary.File("b"), PlanExamples.Manifest, overwrite: true);

        string[] names = ["plan.json", "reassignment.json", "rollback.json"];
        Directory.GetFiles(_temporary.File("b"))
            .Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(names);
        foreach (var name in names)
        {
            File.ReadAllBytes(Path.Combine(_temporary.File("a"), name))
                .ShouldBe(File.ReadAllBytes(Path.Combine(_temporary.File("b"), name)));
        }
    }

    [Fact]
    public void Read_WrittenPlan_GivesAnEqualManifest()
    {
        PlanDirectory.Write(_temporary.Path, PlanExamples.Manifest);

        var read = PlanDirectory.Read(_temporary.Path);

        ManifestText(read).ShouldBe(ManifestText(PlanExamples.Manifest));
        read.NotReversible.ShouldBe([new TopicPartition("clicks", 2)]);
        read.Changes[2].Size.IsKnown.ShouldBeFalse();
    }

    [Fact]
    public void Read_PlanWithoutProof_GivesNulls()
    {
        var bare = new PlanManifest
        {
            ClusterId = null,
            Fingerprint = PlanFingerprint.Compute(null, PlanExamples.Outcome.Changes),
            Aim = PlanAim.Repair,
            Changes = PlanExamples.Outcome.Changes,
            NotReversible = [],
        };
        PlanDirectory.Write(_temporary.Path, bare);

        var read = PlanDirectory.Read(_temporary.Path);

        read.Goals.ShouldBeNull();
        read.Before.ShouldBeNull();
        read.ClusterId.ShouldBeNull();
        read.Aim.ShouldBe(PlanAim.Repair);
        read.Changes.Length.ShouldBe(3);
    }

    [Fact]
    public void Write_DirectoryWithJournal_RefusesAndLeavesEverything()
    {
        PlanDirectory.Write(_temporary.Path, PlanExamples.Manifest);
        var before = File.ReadAllBytes(_temporary.File(PlanDirectory.ManifestFileName));
        _temporary.Write("journal-0001.jsonl", "{}");

        var error = Should.Throw<InputException>(() => PlanDirectory.Write(_temporary.Path, PlanExamples.Manifest with { Notes = [] }));

        error.Message.ShouldContain("journal-0001.jsonl");
        error.Message.ShouldContain("another directory");
        File.ReadAllBytes(_temporary.File(PlanDirectory.ManifestFileName)).ShouldBe(before);
    }

    [Fact]
    public void Write_OverAnOlderPlanOrAmongOtherFiles_WantsToBeTold()
    {
        PlanDirectory.Write(_temporary.File("old"), PlanExamples.Manifest);
        Directory.CreateDirectory(_temporary.File("home"));
        _temporary.Write("home/notes.txt", "mine");

        Should.Throw<InputException>(() => PlanDirectory.Write(_temporary.File("old"), PlanExamples.Manifest)).Message
            .ShouldContain("holds a plan already; add --overwrite");
        Should.Throw<InputException>(() => PlanDirectory.Write(_temporary.File("home"), PlanExamples.Manifest)).Message
            .ShouldContain("holds other files, such as notes.txt; add --overwrite");
        PlanDirectory.RequireWritable(_temporary.File("home"), overwrite: true);
        PlanDirectory.Write(_temporary.File("home"), PlanExamples.Manifest, overwrite: true);

        File.ReadAllText(_temporary.File("home/notes.txt")).ShouldBe("mine");
        PlanDirectory.Read(_temporary.File("home")).Changes.Length.ShouldBe(3);
    }

    [Fact]
    public void RequireUnedited_ListsOfTheFileDiffer_CountsThem()
    {
        PlanDirectory.Write(_temporary.File("plan"), PlanExamples.Manifest);
        var manifest = PlanDirectory.Read(_temporary.File("plan"));
        PlanDirectory.RequireUnedited(_temporary.File("plan"), manifest);
        var path = _temporary.File("plan/reassignment.json");
        var change = manifest.Changes[0];
        using (var stream = File.Create(path))
        {
            ReassignmentFile.Write(stream, [
                new PartitionReassignment(change.TopicPartition, change.Before),
                .. manifest.Changes[1..^1].Select(c => new PartitionReassignment(c.TopicPartition, c.After))
            ]);
        }

        Should.Throw<InputException>(() => PlanDirectory.RequireUnedited(_temporary.File("plan"), manifest)).Message
            .ShouldContain($"differs from plan.json in 2 partitions, the first {change.TopicPartition}");
    }

    [Fact]
    public void Write_Cancelled_LeavesTheOlderPlanAndNoNewDirectory()
    {
        PlanDirectory.Write(_temporary.File("old"), PlanExamples.Manifest);
        var before = File.ReadAllBytes(Path.Combine(_temporary.File("old"), PlanDirectory.ManifestFileName));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Should.Throw<OperationCanceledException>(
            () => PlanDirectory.Write(_temporary.File("old"), PlanExamples.Manifest with { Notes = [] }, true, cancelled.Token));
        Should.Throw<OperationCanceledException>(
            () => PlanDirectory.Write(_temporary.File("new"), PlanExamples.Manifest, false, cancelled.Token));

        File.ReadAllBytes(Path.Combine(_temporary.File("old"), PlanDirectory.ManifestFileName)).ShouldBe(before);
        Directory.GetFiles(_temporary.File("old")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["plan.json", "reassignment.json", "rollback.json"]);
        Directory.Exists(_temporary.File("new")).ShouldBeFalse();
    }

    [Fact]
    public void Write_PathOfAFile_SaysSo()
    {
        var file = _temporary.Write("plan", "x");

        Should.Throw<InputException>(() => PlanDirectory.Write(file, PlanExamples.Manifest)).Message.ShouldContain("is a file");
    }

    [Theory]
    [InlineData("\"after\":[1005,1002,1003]", "\"after\":[1005,1002,1004]", "fingerprint")]
    [InlineData("\"clusterId\": \"test\"", "\"clusterId\": \"other\"", "fingerprint")]
    [InlineData("\"version\": 1", "\"version\": 2", "version 2 is not known")]
    [InlineData("\"aim\": \"balance\"", "\"aim\": \"balanced\"", "'balanced'")]
    [InlineData("\"partitions\"", "\"parts\"", "\"partitions\" is missing")]
    [InlineData("\"before\":[1001,1002,1003]", "\"before\":[1001,1001,1003]", "clicks-0")]
    [InlineData("\"before\":[1001,1002,1003]", "\"before\":[]", "clicks-0")]
    [InlineData("\"before\":[1001,1002,1003]", "\"before\":[1001,1002,99999999999]", "partitions[0].before[2]")]
    [InlineData("\"partition\":2,\"before\"", "\"partition\":0,\"before\"", "sorted and unique")]
    [InlineData("\"sizeBytes\":3221225472", "\"sizeBytes\":-2", "sizeBytes -2")]
    [InlineData("\"topic\":\"clicks\",\"partition\":0,\"before\"", "\"partition\":0,\"before\"", "topic")]
    [InlineData("\"topic\":\"clicks\",\"partition\":0,\"before\"", "\"topic\":null,\"partition\":0,\"before\"", "line")]
    [InlineData("\"moves\": {", "\"spread\": {", "'spread' stands there twice")]
    [InlineData("\"moves\": {", "\"mooves\": {", "names 'mooves'")]
    [InlineData("\"bounds\": {", "\"bounds\": 7, \"old\": {", "bounds")]
    public void Read_ChangedManifest_NamesWhatIsWrong(string old, string replacement, string expected)
    {
        PlanDirectory.Write(_temporary.Path, PlanExamples.Manifest);
        var path = _temporary.File(PlanDirectory.ManifestFileName);
        var text = File.ReadAllText(path);
        text.ShouldContain(old);
        File.WriteAllText(path, text.Replace(old, replacement, StringComparison.Ordinal));

        var error = Should.Throw<InputException>(() => PlanDirectory.Read(_temporary.Path));

        error.Message.ShouldContain(expected);
        error.Message.ShouldContain(path);
        error.Message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("null", "null")]
    [InlineData("[]", "line 1")]
    [InlineData("{\"version\": 1,\n \"partitions\": [", "line 2")]
    public void Read_BrokenManifest_NamesFileAndPlace(string content, string expected)
    {
        var path = _temporary.Write(PlanDirectory.ManifestFileName, content);

        var error = Should.Throw<InputException>(() => PlanDirectory.Read(_temporary.Path));

        error.Message.ShouldContain(expected);
        error.Message.ShouldContain(path);
    }

    [Fact]
    public void Read_CutOffAnywhere_IsAnInputException()
    {
        PlanDirectory.Write(_temporary.Path, PlanExamples.Manifest);
        var path = _temporary.File(PlanDirectory.ManifestFileName);
        var bytes = File.ReadAllBytes(path);

        for (var length = 0; length < bytes.Length - 2; length += 97)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Should.Throw<InputException>(() => PlanDirectory.Read(_temporary.Path));
        }
    }

    [Fact]
    public void Read_NoPlan_SaysHowToMakeOne()
    {
        Should.Throw<InputException>(() => PlanDirectory.Read(_temporary.Path)).Message.ShouldContain("plan --out");
        Should.Throw<InputException>(() => PlanDirectory.Read(_temporary.File("none"))).Message.ShouldContain("does not exist");
        Should.Throw<InputException>(() => PlanDirectory.Read(_temporary.Write("file", "x"))).Message.ShouldContain("is a file");
    }

    [Fact]
    public void WriteAndRead_AHundredThousandPartitions_KeepsAll()
    {
        var changes = Enumerable.Range(0, 100_000)
            .Select(p => new PartitionChange(
                new TopicPartition($"topic-{p / 1000:000}", p % 1000), [1, 2, 3], [4, 2, 3], DataSize.FromBytes(p)))
            .ToImmutableArray();
        var manifest = PlanExamples.Manifest with
        { Changes = changes, NotReversible = [], Fingerprint = PlanFingerprint.Compute("test", changes) };

        PlanDirectory.Write(_temporary.Path, manifest);

        PlanDirectory.Read(_temporary.Path).Changes.Length.ShouldBe(changes.Length);
        ReassignmentFile.Read(_temporary.File(PlanDirectory.ReassignmentFileName)).Partitions.Length.ShouldBe(changes.Length);
    }

    /// <summary>Everything in a manifest as text: its arrays have no equality by content.</summary>
    private string ManifestText(PlanManifest manifest)
    {
        var directory = _temporary.File("text");
        PlanDirectory.Write(directory, manifest, overwrite: true);
        return File.ReadAllText(Path.Combine(directory, PlanDirectory.ManifestFileName));
    }
}
