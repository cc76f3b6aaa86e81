#!/bin/sh
# Emulates the attachment of an EBS volume: the file /volumes/data.img becomes the device /dev/sdf.
set -eu
image=/volumes/data.img
[ -e "$image" ] || exit 0
device=$(losetup --noheadings --output NAME --associated "$image" | head -n 1)
[ -n "$device" ] || device=$(losetup --find --show "$image")
ln -sfn "$device" /dev/sdf
