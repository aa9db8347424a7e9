#!/usr/bin/env bash
# Self-contained binaries: tools/publish.sh [RID...] writes artifacts/rebalancer-VERSION-RID.tar.gz (zip for Windows) and SHA256SUMS.
# Each holds the binary, the native solver and Kafka client beside it, README, licence, third-party notices and shell completions.
# linux-x64 is run once from an empty environment; the others are built here and cannot be run here.
set -euo pipefail
cd "$(dirname "$0")/.."

rids=("$@")
[ "${#rids[@]}" -gt 0 ] || rids=(linux-x64 linux-arm64 osx-arm64 win-x64)
for rid in "${rids[@]}"; do
  case "$rid" in
    linux-x64 | linux-arm64 | osx-arm64 | win-x64) ;;
    *) echo "publish: unknown platform '$rid'; one of linux-x64, linux-arm64, osx-arm64, win-x64 is wanted" >&2; exit 2 ;;
  esac
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
version=$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)
mkdir -p artifacts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for rid in "${rids[@]}"; do
  name="rebalancer-$version-$rid"
  directory="$work/$name"
  # Built apart from the usual output: another platform's files must not stay in it.
  dotnet publish src/Rebalancer.Cli -c Release -r "$rid" -p:Distribution=true -o "$directory" --artifacts-path "$work/build" \
    -v quiet -nologo -clp:NoSummary
  rm -f "$directory"/*.pdb "$directory"/*.xml
  cp README.md LICENSE THIRD-PARTY-NOTICES.md "$directory"
  if [ "$rid" = linux-x64 ]; then
    # The libraries come with symbols that nobody reads.
    if command -v strip >/dev/null 2>&1; then strip --strip-unneeded "$directory"/*.so* 2>/dev/null || true; fi
    env -i "$directory/rebalancer" --version >/dev/null || { echo "publish: the binary for $rid does not run" >&2; exit 1; }
  fi

  case "$rid" in
    win-*)
      archive="artifacts/$name.zip"
      rm -f "$archive"
      (cd "$work" && python3 -m zipfile -c "$OLDPWD/$archive" "$name") 2>/dev/null || (cd "$work" && zip -qr "$OLDPWD/$archive" "$name")
      ;;
    *)
      archive="artifacts/$name.tar.gz"
      tar --sort=name --owner=0 --group=0 --numeric-owner --mtime='2026-01-01 00:00Z' -C "$work" -cf - "$name" | gzip -9n >"$archive"
      ;;
  esac
  size=$(($(wc -c <"$archive") / 1000000))
  [ "$size" -le 60 ] || { echo "publish: $archive has $size MB; at most 60 are wanted" >&2; exit 1; }
  echo "$archive: $size MB"
done

(cd artifacts && sha256sum rebalancer-"$version"-*.tar.gz rebalancer-"$version"-*.zip 2>/dev/null >SHA256SUMS || true)
[ -s artifacts/SHA256SUMS ] || { echo "publish: no checksums were written" >&2; exit 1; }
