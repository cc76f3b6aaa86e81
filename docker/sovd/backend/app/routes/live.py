"""The WebSocket: a snapshot first, then every change as it happens."""

import asyncio
import contextlib
import json
import time

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app import logs, metrics
from app.database import unavailable_reason
from app.hub import Hub, Listener
from app.models import Command
from app.schemas import command_json
from app.security import user_of

router = APIRouter()
_log = logs.get("app.live")
LATEST = 100
LOGIN_SECONDS = 10
# Codes of our own (4000 and above): the page tells a login that is over from a connection that broke.
LOGIN_OVER, TRY_AGAIN = 4401, 1013


async def snapshot(sessions: async_sessionmaker[AsyncSession]) -> str:
    """The latest commands as one message."""
    async with sessions() as session:
        found = await session.scalars(select(Command).order_by(Command.created_at.desc()).limit(LATEST))
        return json.dumps({"type": "snapshot", "commands": [command_json(c) for c in found]})


@router.websocket("/ws/events")
async def events(socket: WebSocket) -> None:
    """The first message is the token: in the address it would stand in every log on the way."""
    await socket.accept()
    state = socket.app.state
    try:
        async with asyncio.timeout(LOGIN_SECONDS):
            first = json.loads(await socket.receive_text())
        user = user_of(state.settings, str(first["token"]))
    except (TimeoutError, ValueError, KeyError, TypeError):
        user = None
    except WebSocketDisconnect:
        return
    if user is None:
        await socket.close(LOGIN_OVER, "log in first")
        return
    hub: Hub = state.hub
    with hub.listen() as listener:
        try:
            await socket.send_text(await snapshot(state.sessions))
            await socket.send_text(json.dumps({"type": "live", "live": hub.connected.is_set()}))
            await _serve(socket, listener, user[1] - time.time())
        except WebSocketDisconnect:
            pass
        except Exception as error:
            reason = unavailable_reason(error)
            _log.warning("a websocket ends", reason=reason or type(error).__name__, exc_info=reason is None)
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await socket.close(TRY_AGAIN, reason or "an error: connect again")


async def _serve(socket: WebSocket, listener: Listener, seconds: float) -> None:
    """Until the browser goes, cannot follow, or its token runs out."""

    async def forward() -> None:
        while True:
            await socket.send_text(await listener.queue.get())
            metrics.MESSAGES.inc()

    async def read() -> None:
        while True:
            await socket.receive_text()  # browsers have nothing more to say; this notices that they leave

    tasks = [asyncio.create_task(work) for work in (forward(), read(), listener.overrun.wait())]
    try:
        done, _ = await asyncio.wait(tasks, timeout=max(seconds, 0), return_when=asyncio.FIRST_COMPLETED)
        if not done:
            await socket.close(LOGIN_OVER, "the login has run out")
        elif listener.overrun.is_set():
            await socket.close(TRY_AGAIN, "too far behind: connect again")
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # looked at, so not reported
            task.cancel()
        await asyncio.wait(tasks)
