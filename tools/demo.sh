#!/usr/bin/env bash
# Restores, builds, and runs the main job on a sample cluster: describe, plan, check; then plan, apply and verify on a simulated one.
# Changes nothing outside a temporary directory and the build output.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v dotnet >/dev/null; then
  echo "The .NET 10 SDK is missing: 'dotnet' is not in PATH. Get it from https://dotnet.microsoft.com/download/dotnet/10.0" >&2
  exit 1
fi
if ! dotnet --version >/dev/null 2>&1; then
  echo "The installed .NET SDKs ($(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | tr '\n' ' ')) do not fit global.json," \
    "which wants 10.0. Get it from https://dotnet.microsoft.com/download/dotnet/10.0" >&2
  exit 1
fi

plan=$(mktemp -d)
trap 'rm -rf "$plan"' EXIT

echo "Building ..."
dotnet build src/Rebalancer.Cli -c Release -v quiet -nologo -clp:NoSummary
run() {
  echo
  echo "\$ rebalancer $*"
  src/Rebalancer.Cli/bin/Release/net10.0/rebalancer "$@"
}
run describe --snapshot tools/sample/cluster.json --topology tools/sample/topology.json
run plan --snapshot tools/sample/cluster.json --topology tools/sample/topology.json --out "$plan/plan"
run check-plan --snapshot tools/sample/cluster.json --topology tools/sample/topology.json --plan "$plan/plan"

echo
echo "Now the whole way on a simulated cluster: plan, apply, verify."
run demo
