#!/bin/bash
# Brings a release's bundle to this host and makes the release. Systems Manager runs it, as root:
#
#     deliver.sh <bucket> <key> <sha256> <app> <release> <region>
#
# The bundle is unpacked in memory first: on a full disk, too, the release can say so and remove old images.
set -euo pipefail

[ $# -eq 6 ] || {
    echo "FAILED: deliver.sh <bucket> <key> <sha256> <app> <release> <region>, got $# arguments"
    exit 2
}
bucket=$1 key=$2 sha256=$3 app=$4 release=$5 region=$6

umask 077
folder=/run/slipway-incoming/$app-$release

# The cause comes first: what Systems Manager keeps of the output is cut at its end.
fail() {
    echo "FAILED: $1"
    printf '{"ok": false, "release": "%s", "cause": "%s", "lines": [], "phases": {}}\n' "$release" "$1"
    exit 1
}

for name in "$app" "$release"; do
    [[ $name =~ ^[a-z0-9][a-z0-9-]{0,62}$ ]] || fail "not a name that this host takes: only a-z, 0-9 and - are allowed"
done
[ -d /var/lib/slipway/apps ] || fail "the data volume is not mounted; see systemctl status slipway-data"

mkdir -p /run/slipway-incoming
work=$(mktemp -d "/run/slipway-incoming/.$app-$release.XXXXXX")
trap 'rm -rf "$work"' EXIT
if ! said=$(aws s3 cp --only-show-errors --region "$region" "s3://$bucket/$key" "$work/bundle.tar" 2>&1); then
    echo "$said" >&2
    fail "the bundle $key cannot be read from the bucket $bucket; the reason is on standard error"
fi
echo "$sha256  $work/bundle.tar" | sha256sum --check --status || fail "the bundle $key is not the one that was sent: its SHA-256 is another"
mkdir "$work/bundle"
tar --extract --no-same-owner --file "$work/bundle.tar" --directory "$work/bundle" || fail "the bundle $key cannot be unpacked"
[ -f "$work/bundle/host/release.py" ] || fail "the bundle $key holds no host program"
rm -rf "$folder"
mv "$work/bundle" "$folder"
rm -rf "$work"

exec python3 "$folder/host/release.py" "$app" "$release"
