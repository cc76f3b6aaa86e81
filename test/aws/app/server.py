import http.server
import os
import sys

if os.environ["MODE"] == "crash":
    sys.exit("asked to crash")


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        # The secret's presence, never its value.
        body = f"version {os.environ['VERSION']}, token {'there' if os.environ.get('TOKEN') else 'missing'}\n".encode()
        self.send_response(200 if self.path in ("/", "/health") else 404)
        self.end_headers()
        self.wfile.write(body)


http.server.ThreadingHTTPServer(("", 8080), Handler).serve_forever()
