#!/bin/bash
# The part of the upstream image's behaviour that Compose files rely on: POSTGRES_* (also as *_FILE), the scripts of
# /docker-entrypoint-initdb.d, and a server that does not run as root.
set -Eeuo pipefail

SOCKETS=/var/run/postgresql

# setting NAME DEFAULT: prints $NAME, else the content of the file $NAME_FILE, else the default.
setting() {
    local name=$1 file_name=${1}_FILE
    if [ -n "${!name:-}" ]; then
        printf '%s' "${!name}"
    elif [ -n "${!file_name:-}" ]; then
        cat "${!file_name}"
    else
        printf '%s' "$2"
    fi
}

become_postgres() {
    mkdir -p "$PGDATA" "$SOCKETS"
    chmod 700 "$PGDATA"
    chown -R postgres:postgres "$PGDATA" "$SOCKETS"
    chmod 3777 "$SOCKETS"
    exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$0" "$@"
}

run_script() {
    local script=$1
    case "$script" in
        *.sh) if [ -x "$script" ]; then "$script"; else . "$script"; fi ;;
        *.sql) query --dbname "$POSTGRES_DB" --file "$script" ;;
        *.sql.gz) gunzip --stdout "$script" | query --dbname "$POSTGRES_DB" ;;
        *) echo "docker-entrypoint: ignoring $script" ;;
    esac
}

query() {
    psql --host "$SOCKETS" --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 --no-password --no-psqlrc "$@"
}

create_cluster() {
    POSTGRES_USER=$(setting POSTGRES_USER postgres)
    POSTGRES_DB=$(setting POSTGRES_DB "$POSTGRES_USER")
    PGPASSWORD=$(setting POSTGRES_PASSWORD '')
    export POSTGRES_USER POSTGRES_DB PGPASSWORD
    local method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256} script arguments=()
    if [ -z "$PGPASSWORD" ] && [ "$method" != trust ]; then
        echo 'Error: Database is uninitialized and superuser password is not specified: set POSTGRES_PASSWORD.' >&2
        exit 1
    fi
    read -r -a arguments <<<"${POSTGRES_INITDB_ARGS:-}"
    initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$PGPASSWORD") --pgdata="$PGDATA" "${arguments[@]}"
    printf '\nhost all all all %s\n' "$method" >>"$PGDATA/pg_hba.conf"
    printf "listen_addresses = '*'\nunix_socket_directories = '%s'\n" "$SOCKETS" >>"$PGDATA/postgresql.conf"

    # Not reachable from other containers before it is complete.
    pg_ctl --pgdata="$PGDATA" --options="-c listen_addresses=''" --wait start
    if [ "$POSTGRES_DB" != postgres ]; then
        query --dbname postgres --set db="$POSTGRES_DB" <<<'CREATE DATABASE :"db";'
    fi
    for script in /docker-entrypoint-initdb.d/*; do
        if [ -e "$script" ]; then run_script "$script"; fi
    done
    pg_ctl --pgdata="$PGDATA" --mode=fast --wait stop
    unset PGPASSWORD
    echo 'PostgreSQL init process complete; ready for start up.'
}

if [ "${1:0:1}" = - ]; then set -- postgres "$@"; fi
if [ "$1" = postgres ]; then
    if [ "$(id -u)" = 0 ]; then become_postgres "$@"; fi
    if [ ! -s "$PGDATA/PG_VERSION" ]; then create_cluster; fi
fi
exec "$@"
