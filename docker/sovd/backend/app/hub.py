"""What this process's WebSockets are told.

Redis carries changes and may lose them: it keeps nothing for a subscriber that is away. So whoever was away (a browser
that connects, or this process before it listens to Redis) gets a snapshot out of the database, and changes from then
on. A message is always a whole command with its version: seen twice or too late, it does no harm.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from app import logs, metrics
from app.redis_client import EVENTS, messages, redis_reason

_log = logs.get("app.hub")
# A browser that reads this far behind is cut off: it connects again and gets a snapshot, instead of eating memory.
BACKLOG = 1000
RETRY_SECONDS = 0.5
# What Redis lost nobody tells of: the database is asked, and whoever listens here hears what was not told.
LOOK_SECONDS = 3.0
# Of so many commands it is known what was told, ten times a snapshot's: one that is forgotten is at worst told twice.
REMEMBERED = 1000

Snapshot = Callable[[], Awaitable[str]]


class Listener:
    """The messages that wait for one WebSocket."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[str] = asyncio.Queue(BACKLOG)
        self.overrun = asyncio.Event()

    def put(self, message: str) -> None:
        """Add a message, or mark the listener as one that cannot follow."""
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.overrun.set()


class Hub:
    """Hands what Redis says to all listeners of this process."""

    def __init__(self, redis: Redis, snapshot: Snapshot) -> None:
        self._redis = redis
        self._snapshot = snapshot
        self._listeners: set[Listener] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._told: dict[str, int] = {}
        self.connected = asyncio.Event()

    def start(self) -> None:
        """Begin to listen."""
        self._tasks = [asyncio.create_task(self._run()), asyncio.create_task(self._look())]

    async def stop(self) -> None:
        """End."""
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    @contextlib.contextmanager
    def listen(self) -> Iterator[Listener]:
        """A listener from now on: ask for the snapshot after this, so that nothing falls between."""
        listener = Listener()
        self._listeners.add(listener)
        metrics.SOCKETS.inc()
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            metrics.SOCKETS.dec()

    def tell(self, message: dict[str, Any]) -> None:
        """Tell this process's listeners only."""
        self._hand_out(json.dumps(message))

    def _hand_out(self, text: str) -> None:
        for listener in self._listeners:
            listener.put(text)

    async def _run(self) -> None:
        away = False
        while True:
            try:
                async for text in messages(self._redis, EVENTS):
                    if text is not None:
                        self._note(json.loads(text))
                        self._hand_out(f'{{"type": "command", "command": {text}}}')
                        continue
                    self.connected.set()
                    if away:
                        _log.info("redis is back")
                    # At the first time, too: a browser that was there before would miss what was told meanwhile.
                    if self._listeners:
                        self._hand_out(await self._snapshot())
                    away = False
            except (RedisError, OSError) as error:
                if not away:
                    _log.warning("live updates pause", reason=redis_reason(error))
                    self.tell({"type": "live", "live": False})
                away = True
                self.connected.clear()
                await asyncio.sleep(RETRY_SECONDS)
            except asyncio.CancelledError:
                raise
            except Exception:
                _log.exception("live updates failed and begin again")
                away = True
                await asyncio.sleep(RETRY_SECONDS)

    def _note(self, command: dict[str, Any]) -> bool:
        """Whether this version of a command is news here."""
        version: int = command["version"]
        told = self._told.pop(command["id"], 0)
        self._told[command["id"]] = max(told, version)  # at the end: the one heard of last goes last
        if len(self._told) > REMEMBERED:
            del self._told[next(iter(self._told))]
        return told < version

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if not self._listeners:
                continue
            try:
                commands = json.loads(await self._snapshot())["commands"]
            except Exception as error:  # the database is away: its own listeners are told elsewhere
                _log.debug("cannot look for what was missed", reason=type(error).__name__)
                continue
            for command in reversed(commands):
                if self._note(command):
                    self.tell({"type": "command", "command": command})
