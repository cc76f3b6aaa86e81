#!/bin/bash
# Mounts the data volume: at each boot, before Docker. A volume that holds anything is never formatted.
#
# DATA_DEVICE  the data volume's device
set -euo pipefail

: "${DATA_DEVICE:?the device of the data volume}"
target=/var/lib/slipway
patience=300 # seconds: a volume may be attached some time after its instance has started
beginning=$((16 * 1024 * 1024)) # bytes that must be zero where a file system is made

if mountpoint --quiet "$target"; then exit 0; fi

for ((waited = 0; waited < patience; waited++)); do
    if [ -b "$DATA_DEVICE" ]; then break; fi
    sleep 1
done
[ -b "$DATA_DEVICE" ] || {
    echo "slipway: $DATA_DEVICE was not attached within $patience s; nothing is started without it" >&2
    exit 1
}

# 0: something is on it. 2: nothing was recognised, which blkid says of a device that cannot be read, too.
signature=0
blkid --probe "$DATA_DEVICE" >/dev/null || signature=$?
case $signature in
    0) ;;
    2)
        # A new volume reads as zeros. Whatever else is there may be data, and may be readable a moment later.
        if ! written=$(head --bytes="$beginning" "$DATA_DEVICE" | tr --delete '\0' | wc --bytes); then
            echo "slipway: $DATA_DEVICE cannot be read; it is neither formatted nor mounted" >&2
            exit 1
        elif [ "$written" -ne 0 ]; then
            echo "slipway: $DATA_DEVICE holds something that is no file system; it is neither formatted nor mounted" >&2
            exit 1
        fi
        echo "slipway: $DATA_DEVICE is empty, making a file system on it"
        mkfs.ext4 -q -m 1 -L slipway-data "$DATA_DEVICE"
        ;;
    *)
        echo "slipway: $DATA_DEVICE cannot be read (blkid: $signature); it is neither formatted nor mounted" >&2
        exit 1
        ;;
esac

mkdir -p "$target"
# After a crash the journal is replayed; anything worse is for a person to look at.
mount -o noatime "$DATA_DEVICE" "$target"
# A volume that was made larger, or made from a snapshot of a smaller one.
resize2fs "$(findmnt --noheadings --output SOURCE "$target")" || echo "slipway: the file system does not fill its volume" >&2
mkdir -p "$target/docker" "$target/apps" "$target/proxy"
chmod 711 "$target"
chmod 700 "$target/apps" "$target/proxy"
