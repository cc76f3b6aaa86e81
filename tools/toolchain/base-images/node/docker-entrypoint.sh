#!/bin/sh
# As the upstream image does: what is no command is given to node.
set -e
case "$1" in
    -*) exec node "$@" ;;
esac
if command -v "$1" >/dev/null 2>&1 && ! { [ -f "$1" ] && [ ! -x "$1" ]; }; then
    exec "$@"
fi
exec node "$@"
