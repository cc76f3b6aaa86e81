#!/bin/sh
# Runs a program that reads /tmp/prometheus.yml: Prometheus itself puts no variables into whom it asks.
set -eu

BACKEND_HOST=${BACKEND_HOST:-backend}
case $BACKEND_HOST in
*[!A-Za-z0-9._-]*)
    echo "configuration: BACKEND_HOST is \"$BACKEND_HOST\"; give a name such as backend, without a port" >&2
    exit 78
    ;;
esac

sed "s/\${BACKEND_HOST}/$BACKEND_HOST/" /etc/prometheus/prometheus.yml.template >/tmp/prometheus.yml
exec "$@"
