#!/usr/bin/env bash
# Draws docs/icon.png, the packages' icon, from docs/icon.svg. Needs Chromium; the picture is committed, so nothing else does.
set -euo pipefail
cd "$(dirname "$0")/.."

chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --default-background-color=00000000 --window-size=128,128 \
  --screenshot="$PWD/docs/icon.png" "file://$PWD/docs/icon.svg" >/dev/null 2>&1
