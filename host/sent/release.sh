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
# Where cloud-init keeps user data that is a script, and what became of it.
first_boot=${SLIPWAY_FIRST_BOOT:-/var/lib/cloud/instance/scripts/part-001}
log=${SLIPWAY_INSTALL_LOG:-/var/log/cloud-init-output.log}

# cloud-init runs it once in an instance's life. Where that has failed, as a mirror of packages or a download was away, no boot
# would mend the host: it is run once more, by one command at a time.
install_again() {
    [ -e "$first_boot" ] || return 0
    case $(cloud-init status 2>/dev/null) in
        *done* | *error*) ;;
        *) return 0 ;; # at work
    esac
    [ ! -e "$folder/installed" ] || return 0
    mkdir -p "$folder"
    code=0
    flock --nonblock --conflict-exit-code 75 "$folder/install.lock" bash "$first_boot" >>"$log" 2>&1 || code=$?
    if [ "$code" -ne 0 ] && [ "$code" -ne 75 ]; then
        echo "FAILED: the host's installation failed at its first boot, and again now: $(tail -n 1 "$log"); more in $log on it"
        exit 1
    fi
}

looked=0
until [ -e "$folder/installed" ]; do # the last thing that install.sh makes
    install_again
    looked=$((looked + 1))
    if [ "$looked" -gt "$looks" ]; then
        minutes=$((looks * pause / 60))
        echo "FAILED: the host has not finished its installation in $minutes minutes: see $log on it"
        exit 1
    fi
    [ -e "$folder/installed" ] || sleep "$pause"
done
exec "$folder/deliver.sh" "$@"
