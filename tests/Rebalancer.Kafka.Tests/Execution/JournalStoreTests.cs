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
    [InlineData("", 2)]
    [InlineData("0123456789", 2)]
    [InlineData("01234567_{}", 2)]
    public void Records_LineInTheMiddleIsNoneOfOurs_IsNamed(string damage, int number)
    {
        var chain = "";
        var text = JournalFormat.Line(Elected, ref chain) + damage + "\n" + JournalFormat.Line(Elected, ref chain);

        Should.Throw<JournalException>(() => JournalFormat.Records(text, "j").ToArray()).Message
            .ShouldStartWith($"Line {number} of j is damaged: its checksum does not fit.");
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
