"""What happens around every request: an id, a log line, a deadline.

Plain ASGI, so that streaming and cancelling work.
"""

import asyncio
import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs import request_id

_log = logging.getLogger("app.request")
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestLogMiddleware:
    """Gives each request an id (the caller's, when it is a harmless one) and writes one line when it ends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        current = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        token, started, status = request_id.set(current), time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = current
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            # Health checks come every few seconds from several sides: they would bury everything else.
            level = logging.DEBUG if scope["path"].startswith("/health") and status == 200 else logging.INFO
            _log.log(
                level,
                "%s %s %d",
                scope["method"],
                scope["path"],
                status,
                extra={
                    "method": scope["method"],
                    "path": scope["path"],
                    "status": status,
                    "duration_ms": round((time.perf_counter() - started) * 1000, 1),
                    "client": scope["client"][0] if scope.get("client") else None,
                },
            )
            request_id.reset(token)


class RequestTimeoutMiddleware:
    """Ends a request that takes too long, with 504 when no answer was begun.

    Gunicorn's --timeout cannot do this: it watches the worker's heartbeat, and an async worker that awaits a slow
    database keeps its heartbeat. (It does end a worker whose event loop is blocked.)
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watching_send(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            async with asyncio.timeout(self.seconds) as deadline:
                await self.app(scope, receive, watching_send)
        except TimeoutError:
            # Somebody else's goes on, and so does ours where an answer half sent must visibly break off.
            if begun or not deadline.expired():
                raise
            _log.error("request ended: it took longer than %s seconds", self.seconds)
            body = {"detail": f"The request took longer than {self.seconds:g} seconds and was ended."}
            await JSONResponse(body, status_code=504, headers={"Connection": "close"})(scope, receive, send)
