#!/bin/bash
# Makes an Amazon Linux 2023 instance a host of Slipway: once, at its first boot, from user data. It holds nothing of any app.
# What lies beside it was put there by user data, too. A second run changes nothing.
#
# DATA_DEVICE  the data volume's device, for example /dev/sdf
# AWS_REGION   for the services that ask for secrets
set -euo pipefail

: "${DATA_DEVICE:?the device of the data volume}" "${AWS_REGION:?the region}"

# From docker-library/docker, which builds Docker's official image with these files.
COMPOSE_VERSION=${COMPOSE_VERSION:-2.40.3}
COMPOSE_SOURCE=${COMPOSE_SOURCE:-https://github.com/docker/compose/releases/download/v$COMPOSE_VERSION}
COMPOSE_SHA256_x86_64=${COMPOSE_SHA256_x86_64:-dba9d98e1ba5bfe11d88c99b9bd32fc4a0624a30fafe68eea34d61a3e42fd372}
COMPOSE_SHA256_aarch64=${COMPOSE_SHA256_aarch64:-d26373b19e89160546d15407516cc59f453030d9bc5b43ba7faf16f7b4980137}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
plugins=/usr/local/lib/docker/cli-plugins

fail() {
    echo "slipway: $*" >&2
    exit 1
}

install_packages() {
    # Present on every Amazon Linux 2023: python3, the AWS CLI, the SSM agent. Docker is not.
    if ! command -v dockerd >/dev/null; then
        dnf install --assumeyes --quiet docker || fail "dnf cannot install docker"
    fi
    local program
    for program in dockerd docker python3 aws curl; do
        command -v "$program" >/dev/null || fail "$program is missing on this instance: is it Amazon Linux 2023?"
    done
}

# The plugin is one program without a package in Amazon Linux: a pinned version, checked before it is made executable.
install_compose() {
    local machine expected file
    machine=$(uname -m)
    case $machine in
        x86_64) expected=$COMPOSE_SHA256_x86_64 ;;
        aarch64) expected=$COMPOSE_SHA256_aarch64 ;;
        *) fail "there is no checksum of Docker Compose for $machine" ;;
    esac
    if echo "$expected  $plugins/docker-compose" | sha256sum --check --status 2>/dev/null; then return; fi
    mkdir -p "$plugins"
    file=$(mktemp "$plugins/.docker-compose.XXXXXX")
    curl --fail --silent --show-error --location --retry 5 --retry-delay 5 --retry-all-errors \
        --output "$file" "$COMPOSE_SOURCE/docker-compose-linux-$machine" || fail "Docker Compose $COMPOSE_VERSION cannot be downloaded"
    if ! echo "$expected  $file" | sha256sum --check --status; then
        rm -f "$file"
        fail "Docker Compose $COMPOSE_VERSION from $COMPOSE_SOURCE is not the file that was pinned (SHA-256 $expected)"
    fi
    chmod 755 "$file"
    mv "$file" "$plugins/docker-compose"
}

configure_docker() {
    mkdir -p /etc/docker /etc/systemd/system/docker.service.d /etc/systemd/system/containerd.service.d
    # What a health check is run with, its environment included, is written to a file for a moment: in memory.
    printf '[Service]\nEnvironment=XDG_RUNTIME_DIR=/run\n' >/etc/systemd/system/containerd.service.d/slipway.conf
    cat >/etc/docker/daemon.json <<'JSON'
{
    "data-root": "/var/lib/slipway/docker",
    "log-driver": "local",
    "log-opts": { "max-size": "10m", "max-file": "3" }
}
JSON
    local dockerd
    dockerd=$(command -v dockerd)
    # Containers start when their secrets are there, which Docker does not know of.
    "$dockerd" --validate --restart=false >/dev/null 2>&1 || fail "this version of Docker has no --restart=false: $("$dockerd" --version)"
    cat >/etc/systemd/system/docker.service.d/slipway.conf <<CONF
[Unit]
Requires=slipway-data.service
After=slipway-data.service

[Service]
ExecStart=
ExecStart=$dockerd -H fd:// --containerd=/run/containerd/containerd.sock --restart=false
CONF
}

configure_services() {
    mkdir -p /etc/slipway
    printf 'DATA_DEVICE=%s\n' "$DATA_DEVICE" >/etc/slipway/data
    printf 'AWS_REGION=%s\nAWS_DEFAULT_REGION=%s\n' "$AWS_REGION" "$AWS_REGION" >/etc/slipway/host-environment
    chmod 755 "$here"/*.sh
    cp "$here"/*.service /etc/systemd/system/
    systemctl daemon-reload
    systemctl enable --quiet docker.service slipway-data.service slipway-apps.service
}

install_packages
install_compose
systemctl stop docker.socket docker.service containerd.service 2>/dev/null || true # a package may have started it with its own settings
configure_docker
configure_services
systemctl start docker.service
systemctl start slipway-apps.service
touch "$here/installed" # releases wait for this file
echo "slipway: this host is ready for its first release"
