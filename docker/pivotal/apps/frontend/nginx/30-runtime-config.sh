#!/bin/sh
# Before nginx starts: what differs from one environment to the next, so that one image serves them all.
set -eu

API_BASE_URL=${API_BASE_URL:-/api/v1}
BACKEND_URL=${BACKEND_URL:-http://backend:3000}
ENVIRONMENT_NAME=${ENVIRONMENT_NAME:-}

# check NAME VALUE PATTERN HINT: the values become part of a script and of nginx's configuration.
check() {
    if ! printf '%s' "$2" | grep -Eqx "$3" || [ "$(printf '%s' "$2" | wc -l)" -ne 0 ]; then
        echo "configuration: $1 is \"$2\"; $4" >&2
        exit 78
    fi
}
check API_BASE_URL "$API_BASE_URL" '(https?://[A-Za-z0-9.-]+(:[0-9]+)?)?/[A-Za-z0-9/._-]*' 'give a path such as /api/v1 or an address such as https://api.example.com/api/v1'
check BACKEND_URL "$BACKEND_URL" 'https?://[A-Za-z0-9.-]+(:[0-9]+)?' 'give an address such as http://backend:3000, without a path'
[ -z "$ENVIRONMENT_NAME" ] || check ENVIRONMENT_NAME "$ENVIRONMENT_NAME" '[A-Za-z0-9 ._-]{1,40}' 'give up to 40 letters, digits, spaces and . _ -'

API_ORIGIN=$(printf '%s' "$API_BASE_URL" | sed -nE 's#^(https?://[^/]+).*#\ \1#p')
export API_BASE_URL BACKEND_URL ENVIRONMENT_NAME API_ORIGIN

mkdir -p /tmp/nginx/site
# envsubst gets the names: anything else that begins with a dollar stays as it is.
# shellcheck disable=SC2016
envsubst '${API_BASE_URL} ${ENVIRONMENT_NAME}' </etc/nginx/pivotal/config.js.template >/tmp/nginx/site/config.js
# shellcheck disable=SC2016
envsubst '${API_ORIGIN}' </etc/nginx/pivotal/policy.conf.template >/tmp/nginx/policy.conf

# A name in /etc/hosts (ECS Service Connect) keeps its address. Any other is asked for again and again, as the backend's
# address changes when its container is replaced: nginx itself asks only once, and not /etc/hosts when told to ask again.
host=$(printf '%s' "$BACKEND_URL" | sed -E 's#^https?://([^:/]+).*#\1#')
resolvers=$(awk '/^nameserver/ { print ($2 ~ /:/) ? "[" $2 "]" : $2 }' /etc/resolv.conf | tr '\n' ' ')
if awk -v host="$host" '!/^#/ { for (i = 2; i <= NF; i++) if ($i == host) found = 1 } END { exit !found }' /etc/hosts || [ -z "$resolvers" ]; then
    printf 'proxy_pass %s;\n' "$BACKEND_URL" >/tmp/nginx/backend.conf
else
    # shellcheck disable=SC2016
    printf 'resolver %svalid=5s;\nset $backend "%s";\nproxy_pass $backend;\n' "$resolvers" "$BACKEND_URL" >/tmp/nginx/backend.conf
fi
