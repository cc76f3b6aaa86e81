#!/bin/bash
# Starts every app that has had a release on this data volume, each on its own: one that cannot start holds no other up.
set -euo pipefail

for current in /var/lib/slipway/apps/*/current; do
    [ -L "$current" ] || continue
    app=$(basename "$(dirname "$current")")
    systemctl start --no-block "slipway-app@$app.service"
done
