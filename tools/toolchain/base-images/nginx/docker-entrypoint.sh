#!/bin/sh
# As the upstream image does: before nginx starts, what lies in /docker-entrypoint.d runs in order (*.envsh in this shell).
set -e
case "$1" in
    nginx | nginx-debug)
        for script in $(find /docker-entrypoint.d -follow -type f | sort); do
            case "$script" in
                *.envsh) if [ -x "$script" ]; then . "$script"; else echo "$0: ignoring $script, it is not executable" >&2; fi ;;
                *.sh) if [ -x "$script" ]; then "$script"; else echo "$0: ignoring $script, it is not executable" >&2; fi ;;
                *) echo "$0: ignoring $script" >&2 ;;
            esac
        done
        ;;
esac
exec "$@"
