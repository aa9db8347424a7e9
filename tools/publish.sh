#!/usr/bin/env bash
# Self-contained binaries: tools/publish.sh [RID...] writes artifacts/rebalancer-VERSION-RID.tar.gz (zip for Windows) and SHA256SUMS.
# linux-x64 is one native program where gcc is here to link it; the others, and linux-x64 elsewhere, are single files of .NET,
# compiled ahead of time as far as that goes (ReadyToRun). Each holds the binary, the native solver and Kafka client beside it, README,
# licence, third-party notices and shell completions.
# tests/Rebalancer.Distribution.Tests looks at what is in them, and runs the one for this platform.
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

# Completions are the same for every platform; a build for this machine prints them.
dotnet build src/Rebalancer.Cli -c Release -v quiet -nologo -clp:NoSummary
mkdir "$work/completions"
while read -r shell file; do
  src/Rebalancer.Cli/bin/Release/net10.0/rebalancer completion "$shell" >"$work/completions/$file"
done <<'END'
bash rebalancer.bash
zsh _rebalancer
fish rebalancer.fish
pwsh rebalancer.ps1
END

# Whether this machine can link a native program for linux-x64: gcc, binutils, the C library's headers. The others are not cross-linked.
links_native() {
  [ "$(uname -sm)" = "Linux x86_64" ] && command -v objcopy >/dev/null &&
    echo 'int main(void) { return 0; }' >"$work/probe.c" &&
    gcc -Wl,--wrap=__libc_start_main "$work/probe.c" src/Rebalancer.Cli/Native/glibc.c -pthread -ldl -lrt -lm -o "$work/probe" \
      2>"$work/log" && "$work/probe"
}

for rid in "${rids[@]}"; do
  native=false
  if [ "$rid" = linux-x64 ]; then
    if links_native; then
      native=true
    else
      echo "publish: no gcc that links for x86-64 glibc is here; linux-x64 is compiled partly ahead of time and starts more slowly" >&2
    fi
  fi

  name="rebalancer-$version-$rid"
  directory="$work/$rid/$name"
  # Built apart from the usual output: another platform's files must not stay in it.
  dotnet publish src/Rebalancer.Cli -c Release -r "$rid" -p:Distribution=true -p:NativeCode=$native -o "$directory" \
    --artifacts-path "$work/build" -v quiet -nologo -clp:NoSummary
  rm -f "$directory"/*.pdb "$directory"/*.xml
  cp -r README.md LICENSE THIRD-PARTY-NOTICES.md "$work/completions" "$directory"
  if [ "$rid" = linux-x64 ] && command -v strip >/dev/null 2>&1; then
    # The libraries come with symbols that nobody reads.
    strip --strip-unneeded "$directory"/*.so* 2>/dev/null || true
  fi
  find "$directory" -type f -exec chmod 644 {} +
  chmod 755 "$directory"/rebalancer*
  find "$work/$rid" -exec touch -d '2026-01-01 00:00Z' {} +

  case "$rid" in
    win-*)
      archive="artifacts/$name.zip"
      dotnet msbuild tools/zip.proj -nologo -v:quiet "-p:Folder=$work/$rid" "-p:Archive=$PWD/$archive"
      ;;
    *)
      archive="artifacts/$name.tar.gz"
      tar --sort=name --owner=0 --group=0 --numeric-owner -C "$work/$rid" -cf - "$name" | gzip -9n >"$archive"
      ;;
  esac
  size=$(($(wc -c <"$archive") / 1000000))
  [ "$size" -le 60 ] || { echo "publish: $archive has $size MB; at most 60 are wanted" >&2; exit 1; }
  echo "$archive: $size MB"
done

(cd artifacts && find . -maxdepth 1 \( -name "rebalancer-$version-*.tar.gz" -o -name "rebalancer-$version-*.zip" \) -printf '%f\n' |
  sort | xargs sha256sum >SHA256SUMS)
