"""Each request: an id, one line in the log, and its share of the metrics."""

import time
import uuid

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import logs, metrics

_log = logs.get("app.requests")
_QUIET = ("/health", "/health/ready", "/metrics")


class Requests:
    """ASGI middleware: BaseHTTPMiddleware would wrap every WebSocket message too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin1")
        request_id = given if given.isalnum() and len(given) <= 64 else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        since, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", []).append((b"x-request-id", request_id.encode()))
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            took = time.perf_counter() - since
            # The route's pattern, not the path: a metric for every id would never end.
            route = getattr(scope.get("route"), "path", "none")
            metrics.REQUESTS.labels(scope["method"], route, str(status)).inc()
            metrics.SECONDS.labels(scope["method"], route).observe(took)
            if scope["path"] not in _QUIET:
                _log.info(
                    "request", method=scope["method"], path=scope["path"], status=status, ms=round(took * 1000, 1)
                )
