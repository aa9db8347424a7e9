using Rebalancer.Plans;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Plans;

public sealed class PlanLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string ProcessFile => _directory.File(PlanLock.ProcessFileName);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Dispose_Taken_LeavesNothing()
    {
        using (PlanLock.Take(_directory.Path))
        {
            Names().ShouldBe([PlanLock.LockFileName, PlanLock.ProcessFileName]);
        }

        Names().ShouldBeEmpty();
        PlanLock.Holder(_directory.Path).ShouldBeNull();
    }

    [Fact]
    public void Take_LeftByAProcessThatWasKilled_TakesAndRemovesIt()
    {
        _directory.Write(PlanLock.LockFileName, "");
        _directory.Write(PlanLock.ProcessFileName, "1");
        PlanLock.Holder(_directory.Path).ShouldBeNull();

        PlanLock.Take(_directory.Path).Dispose();

        Names().ShouldBeEmpty();
    }

    [Fact]
    public void TryTake_Held_LeavesTheFilesOfTheHolder()
    {
        using (PlanLock.Take(_directory.Path))
        {
            PlanLock.TryTake(_directory.Path, out _).ShouldBeNull();

            Names().ShouldBe([PlanLock.LockFileName, PlanLock.ProcessFileName]);
            PlanLock.Holder(_directory.Path).ShouldBe(Environment.ProcessId);
        }
    }

    [Fact]
    public void Take_FullDisk_SaysSoAndLeavesNothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is a disk without space on Linux only");
        File.CreateSymbolicLink(ProcessFile, "/dev/full");

        Should.Throw<InputException>(() => PlanLock.Take(_directory.Path)).Message.ShouldContain("no space is left on the disk");

        Names().ShouldBeEmpty();
    }

    [Fact]
    public void Take_ProcessFileCannotBeWritten_LeavesNoLock()
    {
        Directory.CreateDirectory(ProcessFile);

        Should.Throw<InputException>(() => PlanLock.Take(_directory.Path)).Message.ShouldContain("cannot be written to");

        Names().ShouldBe([PlanLock.ProcessFileName]);
    }

    /// <summary>The trap of lock files that are removed: one opened before that lets two hold two files of one name.</summary>
    [Fact]
    public async Task TryTake_ManyAtOnce_OneHoldsItAtATime()
    {
        var (inside, together, taken) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 40; i++)
            {
                if (PlanLock.TryTake(_directory.Path, out _) is not { } held)
                {
                    continue;
                }

                if (Interlocked.Increment(ref inside) > 1)
                {
                    Interlocked.Increment(ref together);
                }

                Interlocked.Increment(ref taken);
                _ = PlanLock.Holder(_directory.Path);
                Interlocked.Decrement(ref inside);
                held.Dispose();
            }
        })));

        together.ShouldBe(0);
        taken.ShouldBePositive();
        Names().ShouldBeEmpty();
    }

    private string?[] Names() =>
        [.. Directory.EnumerateFileSystemEntries(_directory.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)];
}
