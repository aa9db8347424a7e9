using Xunit.Sdk;
using Xunit.v3;

// One cluster at a time: each collection has its own, and two cores carry no more.
[assembly: Parallelization(Mode = ParallelMode.None)]
