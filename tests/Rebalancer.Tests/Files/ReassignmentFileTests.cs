using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Rebalancer.Cluster;
using Rebalancer.Files;
using Rebalancer.Plans;
using Rebalancer.TestKit;
using Shouldly;
using Xunit;

namespace Rebalancer.Tests.Files;

public sealed class ReassignmentFileTests : IDisposable
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Gen<List<(string Topic, int Partition, int[] Replicas)>> s_rows =
        Gen.Select(Gen.String, Gen.Int, Gen.Int.Array[0, 6]).List[0, 40];

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

        var read = ReassignmentFile.Read(path).Partitions;

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

        var read = ReassignmentFile.Read(path).Partitions;

        read.Select(p => $"{p.TopicPartition}: {string.Join(',', p.Replicas)}")
            .ShouldBe(["a-0: 1,2", "a-1: 2,3,1"], customMessage: File.ReadAllText(path));
    }

    [Fact]
    public void Write_AnyTopicName_IsTheTextOfTheJsonWriter() => s_rows.Sample(rows =>
    {
        PartitionReassignment[] partitions = [.. rows.Select(r => new PartitionReassignment(new(r.Topic, r.Partition), [.. r.Replicas]))];
        using var stream = new MemoryStream();
        ReassignmentFile.Write(stream, partitions);
        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n');

        var expected = rows.Select(row => JsonSerializer.Serialize(
            new { topic = row.Topic, partition = row.Partition, replicas = row.Replicas }, s_readable));
        lines.Where(line => line.StartsWith("    {", StringComparison.Ordinal)).Select(line => line.Trim().TrimEnd(','))
            .ShouldBe(expected);
        JsonDocument.Parse(stream.ToArray()).RootElement.GetProperty("partitions").GetArrayLength().ShouldBe(partitions.Length);
    });

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("   \n", "nothing but white space")]
    [InlineData("[]", "line 1: a reassignment must be an object but is an array")]
    [InlineData("{\"version\":1,\n\"partitions\":[{\"topic\":\"t\"",
        "line 2, byte 27, partitions[0].topic: the file ends in the middle of the JSON")]
    [InlineData("{\"version\":1,\"partitions\":[]} }", "line 1: \"}\" follows the end of the JSON")]
    [InlineData("{\"version\":1,\"partitions\":[]}\n{\"version\":1,\"partitions\":[]}", "line 2: a second JSON document follows")]
    [InlineData("{\"version\":1}", "\"partitions\" is missing")]
    [InlineData("{\"version\":2,\"partitions\":[]}", "version 2 of Kafka's reassignment JSON is not known")]
    [InlineData("{\"version\":\"1\",\"partitions\":[]}", "the version must be a number but is the text \"1\"")]
    [InlineData("{\"version\":1,\"partitions\":{}}", "\"partitions\" must be an array")]
    [InlineData("{\"version\":1,\"partitions\":[],\"partitions\":[]}", "\"partitions\" appears twice")]
    [InlineData("{\"version\":1,\"brokers\":[{\"id\":1}],\"topics\":[]}", "this is a cluster snapshot, which goes to --snapshot")]
    [InlineData("{\"version\":1,\"brokers\":[{\"broker\":1,\"logDirs\":[]}]}",
        "this is the output of kafka-log-dirs, which goes to --log-dirs")]
    [InlineData("Topic: t\tPartitionCount: 1\n", "this is the output of kafka-topics --describe, which goes to --assignment")]
    [InlineData("Status of partition reassignment:\nReassignment of partition t-0 is completed.\n", "this is the output of --verify")]
    public void Read_BrokenFile_SaysWhatAndWhere(string content, string expected)
    {
        var path = _temporary.Write("r.json", content);

        var error = Should.Throw<InputException>(() => ReassignmentFile.Read(path));

        error.Message.ShouldContain(expected);
        error.Message.ShouldStartWith(path);
        error.Message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("1", "partitions[0]: it must be an object but is the number 1")]
    [InlineData("{\"partition\":0,\"replicas\":[1]}", "partitions[0]: it has no \"topic\"")]
    [InlineData("{\"topic\":\"\",\"partition\":0,\"replicas\":[1]}", "partitions[0]: the topic's name is empty")]
    [InlineData("{\"topic\":7,\"partition\":0,\"replicas\":[1]}", "partitions[0]: \"topic\" must be a text but is the number 7")]
    [InlineData("{\"topic\":\"t\",\"replicas\":[1]}", "partitions[0] of topic t: it has no \"partition\"")]
    [InlineData("{\"topic\":\"t\",\"partition\":-1,\"replicas\":[1]}", "partitions[0] of topic t: the partition number -1 is out of range")]
    [InlineData("{\"topic\":\"t\",\"partition\":0}", "t-0: it has no \"replicas\"")]
    [InlineData("{\"topic\":\"t\",\"partition\":0,\"replicas\":[]}", "t-0: \"replicas\" is empty")]
    [InlineData("{\"topic\":\"t\",\"partition\":0,\"replicas\":null}", "t-0: \"replicas\" must be an array but is null")]
    [InlineData("{\"topic\":\"t\",\"partition\":0,\"replicas\":[1,\n1]}", "t-0: broker 1 is listed twice in \"replicas\"")]
    [InlineData("{\"topic\":\"t\",\"partition\":0,\"replicas\":[1.5]}",
        "t-0: the broker id must be a whole number but is 1.5 in \"replicas\"")]
    [InlineData("{\"topic\":\"t\",\"partition\":0,\"replicas\":[3000000000]}", "t-0: the broker id 3000000000 is out of range")]
    [InlineData("{\"topic\":\"t\",\"partition\":0,\"replicas\":[{\"a\":[1]},2]}", "t-0: the broker id must be a number but is an object")]
    [InlineData("{\"topic\":\"t\",\"partition\":0,\"replicas\":[1,2],\"log_dirs\":[\"any\"]}", "t-0: it has 2 replicas but 1 log_dirs")]
    [InlineData("{\"topic\":\"t\",\"partition\":0,\"replicas\":[1],\"log_dirs\":[{}]}",
        "t-0: \"log_dirs\" must hold paths or \"any\" but has an object")]
    [InlineData("{\"topic\":\"t\",\"partition\":0,\"replicas\":[\"1\"],\"log_dirs\":[\"any\"]}",
        "t-0: the broker id must be a number but is the text \"1\" in \"replicas\". Perhaps the quotes should go.")]
    [InlineData("{\"topic\":\"t\",\"partition\":0,\"replicas\":[1.0,2],\"log_dirs\":[\"any\",\"any\"]}",
        "t-0: the broker id must be a whole number but is 1.0 in \"replicas\".")]
    [InlineData("{\"log_dirs\":[\"any\",\"any\"],\"topic\":\"t\",\"partition\":0,\"replicas\":[1,1]}",
        "t-0: broker 1 is listed twice in \"replicas\".")]
    [InlineData("{\"topic\":\"t\",\"partition\":\"0\",\"replicas\":[]}",
        "partitions[0] of topic t: the partition number must be a number but is the text \"0\", and \"replicas\" is empty: "
            + "a partition has at least one replica. Perhaps the quotes should go.")]
    public void Read_PartitionThatCannotBeUsed_IsNamed(string partition, string expected)
    {
        var path = _temporary.Write(
            "r.json", $"{{\"version\":1,\"partitions\":[{partition},{{\"topic\":\"good\",\"partition\":0,\"replicas\":[1]}}]}}");

        Should.Throw<InputException>(() => ReassignmentFile.Read(path)).Message.ShouldStartWith(
            $"{path}: 1 partition cannot be used: {expected}");
    }

    [Fact]
    public void Read_ManyPartitionsThatCannotBeUsed_NamesTheFirstTwenty()
    {
        var partitions = Enumerable.Range(0, 25).Select(i => $"{{\"topic\":\"t\",\"partition\":{i},\"replicas\":[]}}");
        var path = _temporary.Write(
            "r.json", $"{{\"partitions\":[{string.Join(',', partitions)},{{\"topic\":\"t\",\"partition\":0,\"replicas\":[1]}}]}}");

        var message = Should.Throw<InputException>(() => ReassignmentFile.Read(path)).Message;

        message.ShouldStartWith(
            $"{path}: 26 partitions cannot be used: t-0: \"replicas\" is empty: a partition has at least one replica; t-1: ");
        message.ShouldContain("t-19: ");
        message.ShouldNotContain("t-20: ");
        message.ShouldEndWith("; and 6 more.");
    }

    [Fact]
    public void Read_BrokenJson_SaysAfterWhichPartition()
    {
        var path = _temporary.Write(
            "r.json", "{\"partitions\":[{\"topic\":\"t\",\"partition\":7,\"replicas\":[1]},{\"topic\":\"t\" \"partition\"]}");

        Should.Throw<InputException>(() => ReassignmentFile.Read(path)).Message.ShouldContain(
            "partitions[1].topic (after partition t-7): the JSON is broken");
    }

    [Fact]
    public void Read_WithoutVersion_IsRead() =>
        ReassignmentFile.Read(
            _temporary.Write("r.json",
            "{\"partitions\":[{\"topic\":\"t\",\"partition\":0,\"replicas\":[1]}]}")).Partitions.Length.ShouldBe(1);

    [Fact]
    public void Read_NoFile_SaysSo()
    {
        Should.Throw<InputException>(() => ReassignmentFile.Read(_temporary.File("none.json"))).Message.ShouldContain(
            "there is no such file");
        Should.Throw<InputException>(() => ReassignmentFile.Read(_temporary.Path)).Message.ShouldContain("this is a folder");
    }
}
