"""One small program for every service of the host's tests: `ROLE` says which one it is."""

import http.server
import json
import os
import signal
import socketserver
import sys
import time
import urllib.request

PORT = 8000
DATA = "/data/notes.txt"


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Finishes what it has when it is told to stop."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/health":
            broken = os.environ.get("BROKEN") == "health"
            self.answer(500 if broken else 200, {"version": os.environ.get("VERSION")})
        elif path == "/slow":
            time.sleep(float(query or "1"))
            self.answer(200, {"version": os.environ.get("VERSION")})
        elif path == "/secret":
            self.answer(200, {"token": os.environ.get("TOKEN")})
        elif path == "/store":
            with urllib.request.urlopen("http://store:8000/notes", timeout=5) as answer:
                self.answer(200, json.load(answer))
        elif path == "/notes":
            with open(DATA) as file:
                self.answer(200, {"notes": len(file.readlines()), "version": os.environ.get("VERSION")})
        elif path == "/crash":
            self.answer(200, {})
            os._exit(3)
        else:
            self.answer(200, {"version": os.environ.get("VERSION"), "container": os.uname().nodename})

    def do_POST(self) -> None:
        note = self.rfile.read(int(self.headers["Content-Length"]))
        with open(DATA, "ab") as file:
            file.write(note + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.answer(200, {})

    def answer(self, status: int, body: dict) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        pass


def migrate() -> None:
    """A job: it leaves a mark in the store's data, or fails as it is told to."""
    print("migrating to", os.environ.get("VERSION"))
    if os.environ.get("BROKEN") == "job":
        print("the token is", os.environ.get("TOKEN"))
        sys.exit("column already exists")
    time.sleep(float(os.environ.get("JOB_SECONDS", "0")))
    request = urllib.request.Request("http://store:8000/", data=f"migrated {os.environ['VERSION']}".encode())
    urllib.request.urlopen(request, timeout=5).close()


def serve() -> None:
    if os.environ.get("BROKEN") == "start":
        print("cannot start: the setting FLAVOUR is missing; token", os.environ.get("TOKEN"))
        sys.exit(2)
    if os.path.isdir("/data"):
        open(DATA, "a").close()
    server = Server(("0.0.0.0", PORT), Handler)
    # From another thread: shutdown() waits for the loop that this signal interrupts.
    import threading

    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.05)
    server.server_close()


if sys.argv[1:] == ["check"]:
    urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=8).close()
elif os.environ.get("ROLE") == "migrate":
    migrate()
else:
    serve()
