#!/usr/bin/env bash
# Everything that CI runs: restore, format check, build (warnings are errors), tests, swarms, dry benchmarks, packages, binary, image.
# --all adds the long tests on every version of real Kafka, and packages and binaries for every platform.
# Last line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")/.."

if ! command -v dotnet >/dev/null 2>&1; then
  echo "The .NET SDK 10 is missing: 'dotnet' is not on the PATH. Install it (https://dotnet.microsoft.com/download) and run this again." >&2
  exit 1
fi
if ! dotnet --version >/dev/null 2>&1; then
  echo "The installed .NET SDK does not satisfy global.json (10.0 wanted; installed: $(dotnet --list-sdks | tr '\n' ' '))." \
    "Install the .NET SDK 10 and run this again." >&2
  exit 1
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
for argument in "$@"; do
  case "$argument" in
    --all) export REBALANCER_TEST_ALL=1 ;;
    *) echo "usage: tools/test.sh [--all]" >&2; exit 2 ;;
  esac
done

failed=0
step() {
  local name=$1
  shift
  echo "== $name"
  local start=$SECONDS
  if ! "$@"; then
    echo "== $name FAILED" >&2
    failed=1
    return 1
  fi
  echo "== $name: $((SECONDS - start)) s"
}

step restore dotnet restore Rebalancer.sln -v quiet || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
step build dotnet build Rebalancer.sln -c Release --no-restore -v quiet -clp:NoSummary || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
# Style and analysis are errors of the build already, and the order of imports has a test.
step format dotnet format whitespace Rebalancer.sln --no-restore --verify-no-changes --verbosity quiet

results=$(mktemp -d)
beside=
clean_up() {
  if [ -n "$beside" ]; then kill -- "-$beside" 2>/dev/null; fi
  rm -rf "$results"
}
trap clean_up EXIT
run_tests() {
  dotnet run --project "tests/$1" -c Release --no-build -- -noLogo -noColor -result-ctrf "$results/$1.json"
}

# Real brokers are waited for more than they work: their tests run beside everything else, in a process group of their own.
set -m
start=$SECONDS
(run_tests Rebalancer.KafkaIntegration.Tests; code=$?; echo "$((SECONDS - start)) s" >"$results/beside.time"; exit "$code") \
  >"$results/beside.log" 2>&1 </dev/null &
beside=$!
set +m

for project in Rebalancer.Tests Rebalancer.Kafka.Tests Rebalancer.Cli.Tests Rebalancer.Browser.Tests; do
  step "$project" run_tests "$project"
done

swarm() {
  dotnet run --project tests/Rebalancer.Swarm -c Release --no-build -- "$@"
}
# Seeds that no earlier run had; a finding prints the command that replays it.
first=$(($(date +%s) * 100000))
step "swarm of execution" swarm execution --seeds "$first..$((first + 99999))" --seconds 45
step "swarm of planning" swarm planning --seeds "$first..$((first + 99999))" --seconds 45

step "benchmarks (dry)" dotnet run --project benchmarks/Rebalancer.Benchmarks -c Release --no-build -- --smoke
# Archives for other platforms take minutes each; whether all that they need can be had is known within seconds.
restore_others() {
  local rid
  for rid in linux-arm64 osx-arm64 win-x64; do
    dotnet restore src/Rebalancer.Cli "-p:RuntimeIdentifier=$rid" -p:Distribution=true -v quiet \
      --artifacts-path "$results/restored" || return 1
  done
}
step "restore for other platforms" restore_others
# Every platform with --all; else this one, and another to see that it can be built here.
if [ -n "${REBALANCER_TEST_ALL:-}" ]; then
  step pack tools/pack.sh
  step publish tools/publish.sh
else
  step pack tools/pack.sh linux-x64 win-x64
  step publish tools/publish.sh linux-x64
fi
step image tools/image.sh
step Rebalancer.Distribution.Tests run_tests Rebalancer.Distribution.Tests
step "example on .NET 8" tools/net8.sh

finish_beside() {
  wait "$beside"
  local code=$?
  beside=
  cat "$results/beside.log"
  echo "in all $(cat "$results/beside.time" 2>/dev/null), beside the steps above"
  return "$code"
}
step Rebalancer.KafkaIntegration.Tests finish_beside

count() {
  grep -ho "\"$1\": *[0-9]*" "$results"/*.json 2>/dev/null | awk -F: '{ sum += $2 } END { print sum + 0 }'
}
counted_failures=$(count failed)
if [ "$failed" -ne 0 ] && [ "$counted_failures" -eq 0 ]; then counted_failures=1; fi
echo "$(count passed) passed, $counted_failures failed, $(count skipped) skipped"
exit "$failed"
