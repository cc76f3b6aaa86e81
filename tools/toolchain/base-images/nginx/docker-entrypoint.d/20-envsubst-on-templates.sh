#!/bin/sh
# As in the upstream image: /etc/nginx/templates/*.template become files of /etc/nginx/conf.d with variables filled in.
set -eu
templates=${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
suffix=${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}
output=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}
[ -d "$templates" ] || exit 0
if [ ! -w "$output" ]; then
    echo "$0: ERROR: $templates exists, but $output is not writable" >&2
    exit 0
fi
# Only variables that are set: nginx's own ($host, $uri) stay as they are.
names=$(env | cut -d= -f1 | grep -E "${NGINX_ENVSUBST_FILTER:-}" | sed 's/.*/${&}/' | tr '\n' ' ')
find "$templates" -follow -type f -name "*$suffix" | while read -r template; do
    name=${template#"$templates"/}
    file=$output/${name%"$suffix"}
    mkdir -p "$(dirname "$file")"
    envsubst "$names" <"$template" >"$file"
done
