#!/bin/sh
# What Systems Manager is sent for a release, and runs as root on the host:
#
#     release.sh <bucket> <key> <sha256> <app> <release> <region>
#
# It is sent as it stands, its words before it, and lies on no host: the agent takes commands before the first boot has put
# anything there. So it waits for that.
set -eu

folder=${SLIPWAY_FOLDER:-/usr/local/lib/slipway}
looks=${SLIPWAY_LOOKS:-200}
pause=${SLIPWAY_PAUSE_SECONDS:-3}

looked=0
until [ -e "$folder/installed" ]; do # the last thing that install.sh makes
    looked=$((looked + 1))
    if [ "$looked" -gt "$looks" ]; then
        minutes=$((looks * pause / 60))
        echo "FAILED: the host has not finished its installation in $minutes minutes: see /var/log/cloud-init-output.log on it"
        exit 1
    fi
    sleep "$pause"
done
exec "$folder/deliver.sh" "$@"
