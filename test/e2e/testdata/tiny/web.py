"""A web service with the failures that the tests ask for by MODE."""
import http.server
import json
import os
import sys

MODE = os.environ.get("MODE", "good")
if MODE == "crash":
    print("web: cannot start because the tests said so", file=sys.stderr, flush=True)
    print("token in a log line:", os.environ.get("TOKEN"), flush=True)
    sys.exit(3)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status = 200 if self.path in ("/", "/health") else 404
        body = {"release": os.environ.get("SLIPWAY_RELEASE"), "greeting": os.environ.get("GREETING")}
        if self.path == "/health/inside" and MODE != "sick":
            status = 200
        if MODE == "no-outside" and self.headers["Host"] != "127.0.0.1:8000":
            status = 404
        payload = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *args):
        pass


print("web: serving", MODE, flush=True)
http.server.ThreadingHTTPServer(("0.0.0.0", 8000), Handler).serve_forever()
