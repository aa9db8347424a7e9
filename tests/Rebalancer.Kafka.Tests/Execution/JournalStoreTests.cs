using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Rebalancer.Kafka.Execution.Journal;
using Rebalancer.Kafka.Execution.Journal.Format;
using Rebalancer.Kafka.Execution.Journal.Store;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Kafka.Tests.Execution;

/// <summary>Journals as files of a plan directory, and their lines.</summary>
public sealed class JournalStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Files_OtherNames_ArePassedOverAndRunsCountUp()
    {
        foreach (var name in (string[])["journal-10000.jsonl", "journal-0002.jsonl", "journal-9999.jsonl", "journal-0000.jsonl",
            "journal-+1.jsonl", "journal-old.jsonl", "journal-.jsonl", "journal-0003.json", "plan.json"])
        {
            _directory.Write(name, "");
        }

        FileJournalStore.Files(_directory.Path).Select(f => (f.Run, Path.GetFileName(f.Path)))
            .ShouldBe([(2, "journal-0002.jsonl"), (9999, "journal-9999.jsonl"), (10000, "journal-10000.jsonl")]);
    }

    [Fact]
    public void Files_NoDirectory_AreNone() => FileJournalStore.Files(_directory.File("none")).ShouldBeEmpty();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_SeveralRuns_EachHasAFileOfItsOwn(bool isDurable)
    {
        await using var store = new FileJournalStore(_directory.Path, isDurable);
        await store.AppendAsync(1, "one\n");
        await store.AppendAsync(1, "zwölf\n");
        await store.AppendAsync(2, "two\n");

        var runs = await store.ReadAsync(Token);

        runs.ShouldBe([
            new StoredRun(1, _directory.File("journal-0001.jsonl"), "one\nzwölf\n"),
            new StoredRun(2, _directory.File("journal-0002.jsonl"), "two\n"),
        ]);
    }

    [Fact]
    public async Task Append_FileOfAnotherRunIsThere_IsRefusedAndTheFileIsKept()
    {
        var path = _directory.Write("journal-0001.jsonl", "theirs\n");
        await using var store = new FileJournalStore(_directory.Path);

        (await Should.ThrowAsync<JournalException>(async () => await store.AppendAsync(1, "ours\n"))).Message
            .ShouldStartWith($"The journal {path} cannot be written: ");

        File.ReadAllText(path).ShouldBe("theirs\n");
    }

    [Fact]
    public async Task Append_FileIsOpen_OthersMayRead()
    {
        await using var store = new FileJournalStore(_directory.Path);
        await store.AppendAsync(1, "one\n");

        (await new FileJournalStore(_directory.Path).ReadAsync(Token)).ShouldHaveSingleItem().Text.ShouldBe("one\n");
    }

    [Fact]
    public async Task Append_NextRunOrDisposed_LeavesTheFile()
    {
        var store = new FileJournalStore(_directory.Path);
        await store.AppendAsync(1, "one\n");
        await store.AppendAsync(2, "two\n");
        using (Alone("journal-0001.jsonl"))
        {
            Should.Throw<IOException>(() => Alone("journal-0002.jsonl"));
        }

        await store.DisposeAsync();

        Alone("journal-0002.jsonl").Dispose();
    }

    [Fact]
    public async Task Open_LastRunWroteNoWholeLine_TheNextHasTheNextNumber()
    {
        _directory.Write("journal-0001.jsonl", "torn");
        await using var store = new FileJournalStore(_directory.Path);
        var journal = await RunJournal.OpenAsync(store, null, new FakeTimeProvider(), null, Token);
        journal.State.WithoutRecord.ShouldBe(_directory.File("journal-0001.jsonl"));

        await journal.AppendAsync(Elected);

        File.Exists(_directory.File("journal-0002.jsonl")).ShouldBeTrue();
    }

    [Fact]
    public async Task Read_FileIsLocked_IsAJournalException()
    {
        var path = _directory.Write("journal-0001.jsonl", "one\n");
        await using var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        (await Should.ThrowAsync<JournalException>(() => new FileJournalStore(_directory.Path).ReadAsync(Token))).Message
            .ShouldStartWith($"The journal {path} cannot be read: ");
    }

    [Fact]
    public async Task AppendAsync_StoreFailsOnce_TheNextLineStillFitsTheOneBefore()
    {
        await using var store = new FailingStore(new FileJournalStore(_directory.Path), failing: 2);
        var time = new FakeTimeProvider();
        List<JournalRecord> appended = [];
        var journal = await RunJournal.OpenAsync(store, null, time, appended.Add, Token);
        await journal.AppendAsync(Elected);
        time.Advance(TimeSpan.FromMinutes(1));

        await Should.ThrowAsync<JournalException>(async () => await journal.AppendAsync(Elected));
        await journal.AppendAsync(Elected);

        var text = (await store.ReadAsync(Token)).ShouldHaveSingleItem().Text;
        var records = JournalFormat.Records(text, "j").ToArray();
        records.Select(r => r.GetType()).ShouldBe([typeof(LeadersElected), typeof(LeadersElected)]);
        records[1].At.ShouldBe(records[0].At + TimeSpan.FromMinutes(1));
        appended.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("short", 2)]
    [InlineData("1234567", 2)]
    [InlineData("01234567 ", 2)]
    [InlineData("", 2)]
    [InlineData("0123456789", 2)]
    [InlineData("01234567_{}", 2)]
    public void Records_LineInTheMiddleIsNoneOfOurs_IsNamed(string damage, int number)
    {
        var chain = "";
        var text = JournalFormat.Line(Elected, ref chain) + damage + "\n" + JournalFormat.Line(Elected, ref chain);

        Should.Throw<JournalException>(() => JournalFormat.Records(text, "j").ToArray()).Message
            .ShouldStartWith($"Line {number} of j is damaged: its checksum does not match.");
    }

    [Fact]
    public void Records_FirstLineIsEmpty_IsNamed()
    {
        var chain = "";

        Should.Throw<JournalException>(() => JournalFormat.Records("\n" + JournalFormat.Line(Elected, ref chain), "j").ToArray()).Message
            .ShouldStartWith("Line 1 of j is damaged");
    }

    [Theory]
    [InlineData("")]
    [InlineData("torn")]
    [InlineData("torn\n")]
    public void Records_LastLineIsTorn_IsPassedOver(string torn)
    {
        var chain = "";
        var text = JournalFormat.Line(Elected, ref chain);

        JournalFormat.Records(text + torn, "j").ShouldHaveSingleItem();
    }

    private static LeadersElected Elected => new([]);

    private FileStream Alone(string name) => new(_directory.File(name), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

    /// <summary>A store of which one append fails and writes nothing.</summary>
    private sealed class FailingStore(FileJournalStore inner, int failing) : IJournalStore
    {
        private int _appends;

        public Task<ImmutableArray<StoredRun>> ReadAsync(CancellationToken cancellationToken) =>
            inner.ReadAsync(cancellationToken);

        public ValueTask AppendAsync(int run, string line) =>
            ++_appends == failing ? throw new JournalException("full") : inner.AppendAsync(run, line);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
