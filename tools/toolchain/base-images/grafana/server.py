"""STAND-IN of Grafana, and not Grafana: it reads the provisioning files as Grafana does, and shows what the panels ask.

Served: /api/health; with the administrator's name and password /api/datasources, /api/search, /api/dashboards/uid/<uid>,
/api/datasources/proxy/uid/<uid>/<path> (to the data source), and /d/<uid>, a page with the last value of each query.
"""

import base64
import glob
import hmac
import html
import json
import os
import signal
import sys
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import yaml

PROVISIONING = os.environ.get("GF_PATHS_PROVISIONING", "/etc/grafana/provisioning")
USER = os.environ.get("GF_SECURITY_ADMIN_USER", "admin")
PASSWORD = os.environ.get("GF_SECURITY_ADMIN_PASSWORD", "admin")


def fail(text):
    print(f"stand-in of Grafana: {text}", flush=True)
    sys.exit(1)


def provisioned(kind, key):
    """The entries of all files of a kind, with variables put in, as Grafana does it."""
    entries = []
    for file in sorted(glob.glob(f"{PROVISIONING}/{kind}/*.y*ml")):
        with open(file) as text:
            content = yaml.safe_load(os.path.expandvars(text.read())) or {}
        if content.get("apiVersion") != 1:
            fail(f"{file}: apiVersion must be 1")
        entries += content.get(key) or []
    return entries


def load():
    sources = {source["uid"]: source for source in provisioned("datasources", "datasources")}
    boards = {}
    for provider in provisioned("dashboards", "providers"):
        if provider.get("type", "file") != "file":
            fail(f"provider {provider.get('name')}: only files are known here")
        for file in sorted(glob.glob(f"{provider['options']['path']}/*.json")):
            with open(file) as text:
                board = json.load(text)
            if not board.get("uid") or not board.get("title"):
                fail(f"{file}: a dashboard needs uid and title")
            if board["uid"] in boards:
                fail(f"{file}: the uid {board['uid']} is taken")
            for panel in board.get("panels", []):
                source = (panel.get("datasource") or {}).get("uid")
                if panel.get("targets") and source not in sources:
                    fail(f"{file}: panel {panel.get('title')} asks the data source {source}, which is not provisioned")
            boards[board["uid"]] = board
    return sources, boards


SOURCES, BOARDS = load()


def ask(uid, path, query=""):
    url = SOURCES[uid]["url"].rstrip("/") + "/" + path + (f"?{query}" if query else "")
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status, answer.headers.get_content_type(), answer.read()


def page(board):
    rows = []
    for panel in board.get("panels", []):
        for target in panel.get("targets", []):
            query = urllib.parse.urlencode({"query": target["expr"]})
            try:
                found = json.loads(ask(panel["datasource"]["uid"], "api/v1/query", query)[2])["data"]["result"]
            except (OSError, KeyError, ValueError) as problem:
                found, shown = [], [f"no answer: {problem}"]
            else:
                shown = [f"{series['metric'] or ''} {series['value'][1]}" for series in found] or ["no data"]
            cells = "<br>".join(html.escape(line) for line in shown)
            rows.append(f"<tr><th>{html.escape(panel['title'])}</th><td><code>{html.escape(target['expr'])}</code></td><td>{cells}</td></tr>")
    style = "body{font-family:sans-serif;margin:1rem}td,th{border:1px solid #bbb;padding:.3rem;text-align:left;font-size:.85rem}"
    return (
        f"<!doctype html><meta charset=utf-8><title>{html.escape(board['title'])}</title><style>{style}</style>"
        f"<p><b>Stand-in: this is not Grafana.</b> Its panels' queries, with Prometheus's answers:</p>"
        f"<h1>{html.escape(board['title'])}</h1><table>{''.join(rows)}</table>"
    )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def send(self, status, body, kind="application/json", **headers):
        body = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def known(self):
        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        return hmac.compare_digest(given.encode(), base64.b64encode(f"{USER}:{PASSWORD}".encode()))

    def do_GET(self):
        path, _, query = self.path.partition("?")
        parts = path.strip("/").split("/")
        if path == "/api/health":
            return self.send(200, {"database": "ok", "version": "stand-in"})
        if not self.known():
            return self.send(401, {"message": "Unauthorized"}, WWW_Authenticate='Basic realm="stand-in of Grafana"')
        if path == "/":
            first = next(iter(BOARDS), "")
            return self.send(302, "", Location=f"/d/{first}")
        if path == "/api/datasources":
            return self.send(200, list(SOURCES.values()))
        if path == "/api/search":
            return self.send(200, [{"uid": uid, "title": board["title"]} for uid, board in BOARDS.items()])
        if parts[:3] == ["api", "dashboards", "uid"] and parts[3] in BOARDS:
            return self.send(200, {"dashboard": BOARDS[parts[3]], "meta": {"provisioned": True}})
        if parts[:4] == ["api", "datasources", "proxy", "uid"] and parts[4] in SOURCES:
            try:
                status, kind, body = ask(parts[4], "/".join(parts[5:]), query)
                return self.send(status, body, kind)
            except urllib.error.HTTPError as problem:
                return self.send(problem.code, problem.read())
            except OSError as problem:
                return self.send(502, {"message": str(problem)})
        if parts[0] == "d" and len(parts) > 1 and parts[1] in BOARDS:
            return self.send(200, page(BOARDS[parts[1]]), "text/html; charset=utf-8")
        return self.send(404, {"message": "Not found"})

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


def main():
    port = int(os.environ.get("GF_SERVER_HTTP_PORT", "3000"))
    server = ThreadingHTTPServer(("0.0.0.0", port), Handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"STAND-IN of Grafana on port {port}: {len(SOURCES)} data sources, {len(BOARDS)} dashboards", flush=True)
    server.serve_forever()


main()
