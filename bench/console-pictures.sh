#!/usr/bin/env bash
# Takes the pictures of docs/console: a quickstart with an audience in a home of its own, and a browser that visits its console.
#
#   bench/console-pictures.sh [SECONDS]     how long the audience works before, 240 unless given
#
# Needs Chromium on the PATH, JAVA_HOME, and a build with test classes (mvn -DskipTests package).
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-240}
work=$(mktemp -d)
./tributary quickstart --audience --json --port 0 --home "$work/home" >"$work/said.json" &
service=$!
trap 'kill $service 2>/dev/null; wait $service 2>/dev/null || true; rm -rf "$work"' EXIT
until grep -q '"console"' "$work/said.json"; do
  kill -0 $service
  sleep 1
done
read -r address key < <(python3 -c '
import json, sys
said = json.load(open(sys.argv[1]))
print(said["address"], next(k["key"] for k in said["keys"] if k["role"] == "admin"))' "$work/said.json")
"$JAVA_HOME/bin/java" -cp "server/target/classes:server/target/test-classes:cli/target/lib/*" \
  dev.tributary.server.console.ConsolePictures "$address" "$key" "$work/pictures" "$seconds"
for name in feed feed-zh feed-phone funnel-zh channels audience-dark why-zh; do
  cp "$work/pictures/$name.png" docs/console/
done
