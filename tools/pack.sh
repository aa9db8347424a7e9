#!/usr/bin/env bash
# Packs the libraries and the tool into artifacts/, without warnings: the tool as a package for each platform and one that points to them.
# tools/pack.sh [RID...] packs the tool for these platforms only. tests/Rebalancer.Distribution.Tests looks at what is in the packages.
set -euo pipefail
cd "$(dirname "$0")/.."

rids=${*:-linux-x64 linux-arm64 osx-arm64 win-x64}
rm -f artifacts/*.nupkg artifacts/*.snupkg
dotnet pack Rebalancer.sln -c Release -v quiet -nologo -clp:NoSummary -warnaserror "-p:ToolPlatforms=\"${rids// /;}\""
ls -l artifacts/*.nupkg | awk '{ printf "%s: %.1f MB\n", $NF, $5 / 1000000 }'
