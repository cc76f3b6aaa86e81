"""A stand-in GitHub for unit tests: answers what a test scripted, remembers what was asked. It is not GitHub."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Scripted:
    """One answer."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


@dataclass
class Seen:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


class StandInGitHub:
    """Serves `answers`, keyed "METHOD /path" (query included when the key has one); 404 for the rest."""

    def __init__(self) -> None:
        self.answers: dict[str, Scripted | list[Scripted]] = {}
        self.seen: list[Seen] = []
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def _serve(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                body = json.loads(self.rfile.read(length)) if length else None
                headers = {name.lower(): value for name, value in self.headers.items()}
                stand_in.seen.append(Seen(self.command, self.path, headers, body))
                answer = stand_in.pick(f"{self.command} {self.path}")
                time.sleep(answer.delay)
                data = b"" if answer.body is None else json.dumps(answer.body).encode()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_DELETE = _serve

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def pick(self, key: str) -> Scripted:
        found = self.answers.get(key) or self.answers.get(key.split("?")[0])
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found or Scripted(404, {"message": "Not Found"})

    def asked(self, method: str) -> list[Seen]:
        """The requests of one method."""
        return [seen for seen in self.seen if seen.method == method]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
