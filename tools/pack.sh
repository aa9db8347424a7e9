#!/usr/bin/env bash
# Packs the libraries and the tool (for this platform) into artifacts/, without warnings, and checks what is in them and how large they are.
set -euo pipefail
cd "$(dirname "$0")/.."

rm -rf artifacts
dotnet pack Rebalancer.sln -c Release -v quiet -nologo -clp:NoSummary -warnaserror

check() { # pattern, largest size in MB, entries that must be there
  local package
  package=$(find artifacts -name "$1" | head -1)
  [ -n "$package" ] || { echo "pack: no $1 in artifacts/" >&2; exit 1; }
  local size=$(($(wc -c <"$package") / 1000000))
  [ "$size" -le "$2" ] || { echo "pack: $package has $size MB; at most $2 are wanted (native files of other platforms?)" >&2; exit 1; }
  local entries
  entries=$(python3 -m zipfile -l "$package" 2>/dev/null || unzip -l "$package")
  shift 2
  for wanted in "$@"; do
    grep -q "$wanted" <<<"$entries" || { echo "pack: $package lacks $wanted" >&2; exit 1; }
  done
  echo "$package: $size MB"
}

check 'Rebalancer.[0-9]*.nupkg' 5 README.md LICENSE Rebalancer.Core.dll Rebalancer.Core.xml
check 'Rebalancer.[0-9]*.snupkg' 5 Rebalancer.Core.pdb
check 'Rebalancer.Kafka.[0-9]*.nupkg' 5 README.md LICENSE Rebalancer.Kafka.dll Rebalancer.Kafka.xml
check 'Rebalancer.Kafka.[0-9]*.snupkg' 5 Rebalancer.Kafka.pdb
check 'Rebalancer.Cli.[0-9]*.nupkg' 60 README.md LICENSE DotnetToolSettings.xml
