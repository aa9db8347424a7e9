namespace Rebalancer.Kafka.Simulator;
