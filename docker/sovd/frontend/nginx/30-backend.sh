#!/bin/sh
# Says where nginx finds the backend. A name from /etc/hosts (ECS Service Connect) is fixed: nginx asks for it once. Any
# other one comes from a name server (Docker) and may point elsewhere tomorrow: nginx asks again every few seconds, and
# starts although nobody answers to it yet.
set -eu
backend=${BACKEND:-backend:8000}
host=${backend%:*}
mkdir -p /tmp/nginx
if awk -v host="$host" '{ for (i = 2; i <= NF; i++) if ($i == host) found = 1 } END { exit !found }' /etc/hosts; then
    where="upstream fixed { server $backend; }
map '' \$backend { default fixed; }"
else
    servers=$(awk '$1 == "nameserver" { print ($2 ~ /:/ ? "[" $2 "]" : $2) }' /etc/resolv.conf | tr '\n' ' ')
    where="resolver ${servers:-127.0.0.11 }valid=2s ipv6=off;
resolver_timeout 2s;
map '' \$backend { default $backend; }"
fi
printf '%s\n' "$where" >/tmp/nginx/backend.conf
