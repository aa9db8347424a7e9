using Rebalancer.Files;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

public sealed class FileFailureTests
{
    [Fact]
    public void OfWriting_AnyFailure_IsInOurWordsWithoutAPath()
    {
        FileFailure.OfWriting(new UnauthorizedAccessException("Access to the path '/x' is denied.")).ShouldBe(
            "permission denied");
        FileFailure.OfWriting(new DirectoryNotFoundException("Could not find '/x'.")).ShouldBe(
            "the directory does not exist, or takes no files");
        FileFailure.OfWriting(new PathTooLongException("The path '/x' is too long.")).ShouldBe("the name is too long");
    }

    [Fact]
    public void OfReading_AnyFailure_IsInOurWordsWithoutAPath()
    {
        FileFailure.OfReading(new UnauthorizedAccessException("Access to the path '/x' is denied.")).ShouldBe(
            "permission denied");
        FileFailure.OfReading(new FileNotFoundException("Could not find '/x'.")).ShouldBe("it does not exist");
    }

    [Theory]
    [InlineData(28, "no space is left on the disk")]
    [InlineData(30, "the file system is read-only")]
    [InlineData(122, "the disk quota is used up")]
    [InlineData(unchecked((int)0x80070070), "no space is left on the disk")]
    public void OfWriting_CodeOfTheSystem_IsInOurWords(int code, string expected) =>
        FileFailure.OfWriting(new IOException("No space left on device : '/x'", code)).ShouldBe(expected);

    [Fact]
    public void OfReading_FailureOfOurOwn_IsItsSentence() =>
        FileFailure.OfReading(new IOException("It is of version 3; this rebalancer reads version 1.")).ShouldBe(
            "It is of version 3; this rebalancer reads version 1");
}
