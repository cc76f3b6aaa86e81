#!/bin/bash
# Takes an app off this host: remove.sh <app> [--volumes]. Its named volumes stay unless --volumes is given.
set -euo pipefail

app=${1:?remove.sh <app> [--volumes]}
shift
program=/var/lib/slipway/apps/$app/current/host/remove.py
if [ ! -e "$program" ]; then # its only release failed: any other copy of the program does
    program=$(find /run/slipway-incoming /var/lib/slipway/apps -path '*/host/remove.py' -print -quit 2>/dev/null)
fi
[ -n "$program" ] || {
    echo "no app has had a release on this host"
    exit 0
}
# From a copy: the program is among what goes.
copy=$(mktemp -d /run/slipway-remove.XXXXXX)
trap 'rm -rf "$copy"' EXIT
cp -R "$(dirname "$program")/." "$copy/"
python3 "$copy/remove.py" "$app" "$@"
