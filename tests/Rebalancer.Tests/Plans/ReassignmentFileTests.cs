using Rebalancer.Cluster;
using Rebalancer.Plans;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Plans;

public sealed class ReassignmentFileTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Read_KafkasOwnForm_GivesPartitionsSorted()
    {
        var path = _temporary.Write("r.json", """
            {"version":1,"partitions":[
              {"topic":"b","partition":1,"replicas":[3,1],"log_dirs":["any","any"]},
              {"topic":"b","partition":0,"replicas":[1,2],"log_dirs":["/d1","any"]},
              {"topic":"a","partition":10,"replicas":[2],"unknown":{"x":[1]}}
            ],"other":true}
            """);

        var read = ReassignmentFile.Read(path);

        read.Select(p => p.TopicPartition).ShouldBe([new TopicPartition("a", 10), new TopicPartition("b", 0), new TopicPartition("b", 1)]);
        read[2].Replicas.ShouldBe([3, 1]);
        read[2].LogDirs.ShouldBeEmpty();
        read[1].LogDirs.ShouldBe(["/d1", "any"]);
    }

    [Fact]
    public void Read_WhatWriteWrote_IsTheSame()
    {
        PartitionReassignment[] partitions = [new(new TopicPartition("a", 0), [1, 2]), new(new TopicPartition("a", 1), [2, 3, 1])];
        var path = _temporary.File("r.json");
        using (var stream = File.Create(path))
        {
            ReassignmentFile.Write(stream, partitions);
        }

        var read = ReassignmentFile.Read(path);

        read.Select(p => p.ToString() + string.Join(',', p.Replicas)).ShouldBe(partitions.Select(p => p.ToString() + string.Join(',', p.Replicas)), ignoreOrder: false, customMessage: File.ReadAllText(path));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("   \n", "is empty")]
    [InlineData("[]", "line 1: a reassignment starts with '{'")]
    [InlineData("{\"version\":1,\n\"partitions\":[{\"topic\":\"t\"", "line 2: not valid JSON")]
    [InlineData("{\"version\":1,\"partitions\":[]} x", "line 1: not valid JSON")]
    [InlineData("{\"partitions\":[]}", "\"version\" is missing")]
    [InlineData("{\"version\":1}", "\"partitions\" is missing")]
    [InlineData("{\"version\":2,\"partitions\":[]}", "version 2 is not known")]
    [InlineData("{\"version\":\"1\",\"partitions\":[]}", "\"version\" must be a number, not '1'")]
    [InlineData("{\"version\":1,\"partitions\":{}}", "\"partitions\" must be a list")]
    [InlineData("{\"version\":1,\"partitions\":[],\"partitions\":[]}", "there twice")]
    [InlineData("{\"version\":1,\"partitions\":[1]}", "each partition is an object")]
    [InlineData("{\"version\":1,\"partitions\":[\n{\"partition\":0,\"replicas\":[1]}]}", "line 2: \"topic\" is missing")]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":\"\",\"partition\":0,\"replicas\":[1]}]}", "\"topic\" is empty")]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":7,\"partition\":0,\"replicas\":[1]}]}", "\"topic\" must be a text")]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"replicas\":[1]}]}", "\"partition\" of topic t is missing")]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":-1,\"replicas\":[1]}]}", "-1 in \"partition\" is out of range")]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":0}]}", "\"replicas\" of partition t-0 is missing")]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":0,\"replicas\":[]}]}", "\"replicas\" is empty")]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":0,\"replicas\":[1,\n1]}]}", "line 2: broker 1 is twice")]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":0,\"replicas\":[1.5]}]}", "1.5 in \"replicas\" is out of range")]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":0,\"replicas\":[3000000000]}]}", "3000000000 in \"replicas\" is out of range")]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":0,\"replicas\":[\"a\"]}]}", "\"replicas\" must be a number, not 'a'")]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":0,\"replicas\":[1]},{\"topic\":\"t\",\"partition\":0,\"replicas\":[2]}]}", "partition t-0 is there twice")]
    [InlineData("{\"version\":1,\"partitions\":[{\"topic\":\"t\",\"partition\":0,\"replicas\":[1,2],\"log_dirs\":[\"any\"]}]}", "2 replicas and 1 log_dirs")]
    public void Read_BrokenFile_NamesFilePlaceAndValue(string content, string expected)
    {
        var path = _temporary.Write("r.json", content);

        var error = Should.Throw<InputException>(() => ReassignmentFile.Read(path));

        error.Message.ShouldContain(expected);
        error.Message.ShouldStartWith(path);
        error.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Read_NoFile_SaysSo()
    {
        Should.Throw<InputException>(() => ReassignmentFile.Read(_temporary.File("none.json"))).Message.ShouldEndWith("does not exist");
        Should.Throw<InputException>(() => ReassignmentFile.Read(_temporary.Path)).Message.ShouldContain("directory");
    }
}
