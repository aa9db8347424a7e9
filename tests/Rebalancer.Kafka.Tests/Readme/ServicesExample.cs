using Microsoft.Extensions.DependencyInjection;

namespace Rebalancer.Kafka.Tests.Readme;

internal static class ServicesExample
{
    public static IServiceCollection Register(IServiceCollection services, string propertiesFile)
    {
        // readme: begin
        services.AddRebalancer(_ => ClientProperties.Read(propertiesFile));
        // readme: end
        return services;
    }
}
