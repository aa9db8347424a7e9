namespace Rebalancer.TestKit;
