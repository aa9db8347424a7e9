#!/usr/bin/env bash
# Mutation testing by Stryker.NET: changes the code of an area in hundreds of ways, one at a time, and counts the changes that tests notice.
#   tools/mutation.sh journal | throttles | verification | planning | planning/FOLDER
#   tools/mutation.sh planning-sample [SEED]   one member in 32 of all of Planning, chosen by the seed
# It takes from half an hour to hours, so it is no part of tools/test.sh. What came of it: docs/mutation-testing.md.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  echo "usage: tools/mutation.sh journal|throttles|verification|planning|planning/FOLDER|planning-sample [SEED]" >&2
  exit 2
}
[ $# -eq 1 ] || [ "$#,${1-}" = 2,planning-sample ] || usage
seed=${2-1}
[[ $seed =~ ^[0-9]{1,9}$ ]] || usage

case "$1" in
  journal | throttles) project=Rebalancer.Kafka folder=Execution/${1^} ;;
  verification) project=Rebalancer folder=Verification ;;
  planning-sample) project=Rebalancer folder=Planning ;;
  planning | planning/*) project=Rebalancer folder=Planning${1#planning} ;;
  *) usage ;;
esac
if [ ! -d "src/$project/$folder" ]; then
  echo "There is no folder src/$project/$folder." >&2
  exit 2
fi

# Whole members, so that a change of many lines is as likely to be chosen as one of a few. Which ones depends on the seed, the file and the
# first line of the member only: an edit elsewhere leaves the sample as it is.
sample() {
  find "src/$project/$folder" -name '*.cs' | LC_ALL=C sort | LC_ALL=C xargs awk -v seed="$seed" '
    BEGIN { for (i = 0; i < 256; i++) code[sprintf("%c", i)] = i }
    function chosen(name,   i, hash) {
      hash = seed + 1
      for (i = 1; i <= length(name); i++) hash = (hash * 16807 + code[substr(name, i, 1)]) % 2147483647
      for (i = 0; i < 5; i++) hash = (hash * 16807) % 2147483647
      return hash % 32 == 0
    }
    function close_member() {
      if (name != "" && chosen(file ":" name)) printf ", \"**/%s{%d..%d}\"", substr(file, index(file, "/R") + 1), start, at
      name = ""
    }
    FNR == 1 { close_member(); at = start = 0; previous = ""; file = FILENAME }
    previous == "" && /^    [^ ]/ { close_member(); start = at }
    name == "" && /^    [^ \/[]/ { name = $0 }
    { at += length($0) + 1; previous = $0 }
    END { close_member() }'
}

timeout=10000
mutate="\"**/$folder/**/*.cs\""
if [ "$1" = planning-sample ]; then
  chosen=$(sample)
  mutate=${chosen#, }
  # A busy machine is slow, and a plan that takes long is not a fault noticed.
  timeout=45000
  export REBALANCER_ORACLE_CASES=5
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
    "mutate": [$mutate],
    "ignore-mutations": ["string"],
    "ignore-methods": ["ConfigureAwait"],
    "test-runner": "mtp",
    "coverage-analysis": "perTest",
    "concurrency": ${MUTATION_CONCURRENCY:-1},
    "additional-timeout": $timeout,
    "reporters": ["cleartext", "html", "json", "dots"]
  }
}
END

export MUTATION_AREA=$1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
dotnet tool restore
(cd tests/Rebalancer.Mutation && dotnet stryker --config-file "$output/stryker-config.json" --output "$output")
[ "$1" = planning-sample ] || exit 0

# The error is reckoned between files: changes of one file live and die together more than those of two.
grep -oE '"[^"]*\.cs":\{|"status":"[A-Za-z]+"' "$output"/reports/mutation-report.json | awk -F'"' '
  !/status/ { file++; next }
  $4 ~ /^(Killed|Timeout|Survived|NoCoverage)$/ { all++; of[file]++ }
  $4 ~ /^(Killed|Timeout)$/ { noticed++; found[file]++ }
  END {
    if (all == 0) exit 1
    score = noticed / all
    for (f in of) { files++; squares += (found[f] - score * of[f]) ^ 2 }
    printf "%d of %d changes in %d files are noticed: %.1f %%, give or take %.1f (one standard error)\n",
      noticed, all, files, 100 * score, (files > 1 ? 100 * sqrt(squares * files / (files - 1)) / all : 0)
  }'
