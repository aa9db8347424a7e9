#!/usr/bin/env bash
# Mutation testing by Stryker.NET: changes the code of an area in hundreds of ways, one at a time, and counts the changes that tests notice.
#   tools/mutation.sh journal | throttles | verification | planning | planning/FOLDER
# It takes from half an hour to hours, so it is no part of tools/test.sh. What came of it: docs/mutation-testing.md.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  echo "usage: tools/mutation.sh journal|throttles|verification|planning|planning/FOLDER" >&2
  exit 2
}
[ $# -eq 1 ] || usage

case "$1" in
  journal | throttles) project=Rebalancer.Kafka folder=Execution/${1^} ;;
  verification) project=Rebalancer folder=Verification ;;
  planning | planning/*) project=Rebalancer folder=Planning${1#planning} ;;
  *) usage ;;
esac
if [ ! -d "src/$project/$folder" ]; then
  echo "There is no folder src/$project/$folder." >&2
  exit 2
fi

output=$PWD/artifacts/mutation/$1
rm -rf "$output"
mkdir -p "$output"
cat >"$output/stryker-config.json" <<END
{
  "stryker-config": {
    "project": "$project.csproj",
    "target-framework": "net10.0",
    "configuration": "Release",
    "mutate": ["**/$folder/**/*.cs"],
    "ignore-mutations": ["string"],
    "ignore-methods": ["ConfigureAwait"],
    "test-runner": "mtp",
    "coverage-analysis": "perTest",
    "concurrency": ${MUTATION_CONCURRENCY:-1},
    "additional-timeout": 10000,
    "reporters": ["cleartext", "html", "json", "dots"]
  }
}
END

export MUTATION_AREA=$1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
dotnet tool restore
cd tests/Rebalancer.Mutation
dotnet stryker --config-file "$output/stryker-config.json" --output "$output"
