#!/usr/bin/env bash
# Runs the README's library example on .NET 8, from the packages in artifacts/ (tools/pack.sh makes them). The runtime comes from NuGet.
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp tests/Rebalancer.Tests/Readme/LibraryExample.cs "$scratch"
cat >"$scratch/Program.cs" <<'END'
Console.WriteLine(System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription);
LibraryExample.PlanCluster(args[0], args[1], args[2], CancellationToken.None);
END
cat >"$scratch/Example.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net8.0</TargetFramework>
    <SelfContained>true</SelfContained>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <InvariantGlobalization>true</InvariantGlobalization>
    <RestorePackagesPath>$scratch/packages</RestorePackagesPath>
    <RestoreFallbackFolders>${NUGET_PACKAGES:-$HOME/.nuget/packages}</RestoreFallbackFolders>
    <RestoreAdditionalProjectSources>$PWD/artifacts</RestoreAdditionalProjectSources>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Rebalancer.Kafka" Version="*" />
  </ItemGroup>
</Project>
END
dotnet publish "$scratch" --use-current-runtime -c Release -o "$scratch/out" -v quiet -nologo -warnaserror
"$scratch/out/Example" tools/sample/cluster.json tools/sample/topology.json "$scratch/plan"
