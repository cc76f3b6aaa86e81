#!/bin/sh
# As the upstream image does: options alone are the server's, it does not run as root, and other containers may connect.
set -e
case "$1" in
    -* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
    find . \! -user redis -exec chown redis '{}' +
    exec setpriv --reuid=redis --regid=redis --clear-groups -- "$0" "$@"
fi
if [ "$1" = redis-server ]; then
    # The upstream image has this built in; a setting of one's own comes later and wins.
    shift
    case "${1:-}" in
        -v | --version | -h | --help) set -- redis-server "$@" ;;
        *.conf) file=$1 && shift && set -- redis-server "$file" --protected-mode no "$@" ;;
        *) set -- redis-server --protected-mode no "$@" ;;
    esac
fi
exec "$@"
