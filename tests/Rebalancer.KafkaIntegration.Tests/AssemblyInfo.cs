using Xunit;

// One cluster at a time: each collection has its own, and two cores carry no more.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
