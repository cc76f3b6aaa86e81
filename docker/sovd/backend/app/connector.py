"""The vehicle connector: takes commands, asks the (simulated) vehicle, writes down what it answers, and tells all.

PostgreSQL decides, Redis only hurries: a command is claimed for a while, each response is committed by itself, and what
was committed but not published is published at the next look. So a connector may die at any point; another one, or the
same after its restart, goes on with the next response.
"""

import asyncio
import contextlib
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app import catalogue, logs
from app.config import ConfigurationError, ConnectorSettings, load
from app.database import create_engine, create_sessions, unavailable_reason
from app.models import COMPLETED, PENDING, RUNNING, Command, Response, Vehicle
from app.redis_client import WAKE, create_redis, messages, publish
from app.schemas import command_json

_log = logs.get("app.connector")
AT_ONCE = 32
LOOK_SECONDS = 1.0
CLAIM = timedelta(seconds=10)
HEARTBEAT = Path("/tmp/connector")  # noqa: S108 - the one folder that it may write to; its health check looks


class Connector:
    """One process of it."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession], redis: Redis, delay: float) -> None:
        self._sessions, self._redis, self._delay = sessions, redis, delay
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self.stopping = False

    async def run(self) -> None:
        """Work until told to stop; commands in hand are finished."""
        hurry = asyncio.create_task(self._hurry())
        while not self.stopping:
            self._wake.clear()
            try:
                await self._take()
                await self._publish()
                await asyncio.to_thread(HEARTBEAT.touch)
            except Exception as error:
                reason = unavailable_reason(error)
                _log.warning("cannot work now", reason=reason or str(error), exc_info=reason is None)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK_SECONDS)
        hurry.cancel()
        await asyncio.gather(hurry, *self._running.values(), return_exceptions=True)
        with contextlib.suppress(Exception):
            await self._publish()

    def stop(self) -> None:
        """Take nothing more."""
        self.stopping = True
        self._wake.set()

    async def _hurry(self) -> None:
        while True:
            try:
                async for _ in messages(self._redis, WAKE):
                    self._wake.set()
            except (RedisError, OSError):
                await asyncio.sleep(LOOK_SECONDS)  # without Redis it looks by itself

    async def _take(self) -> None:
        room = AT_ONCE - len(self._running)
        if room <= 0:
            return
        now = datetime.now(UTC)
        free = or_(Command.claimed_until.is_(None), Command.claimed_until < now)
        query = (
            select(Command.id)
            .where(Command.status.in_((PENDING, RUNNING)), free)
            .order_by(Command.created_at)
            .limit(room)
            .with_for_update(skip_locked=True)
        )
        async with self._sessions() as session, session.begin():
            ids = list(await session.scalars(query))
            await session.execute(update(Command).where(Command.id.in_(ids)).values(claimed_until=now + CLAIM))
        for command_id in ids:
            task = asyncio.create_task(self._answer(command_id))
            self._running[command_id] = task
            task.add_done_callback(lambda _, done=command_id: self._done(done))  # type: ignore[misc]

    def _done(self, command_id: UUID) -> None:
        self._running.pop(command_id, None)
        self._wake.set()  # there is room for another one

    async def _answer(self, command_id: UUID) -> None:
        try:
            async with self._sessions() as session:
                command = await session.get_one(Command, command_id)
                vehicle = await session.get_one(Vehicle, command.vehicle_id)
                have = len(command.responses)
            payloads = catalogue.answers(command.name, command.parameters, vehicle.vin)
            for sequence in range(have + 1, len(payloads) + 1):
                await asyncio.sleep(self._delay)
                await self._write(command_id, sequence, payloads[sequence - 1], sequence == len(payloads))
        except Exception as error:
            reason = unavailable_reason(error)
            _log.warning(
                "a command has to wait",
                command=str(command_id),
                reason=reason or type(error).__name__,
                exc_info=reason is None,
            )

    async def _write(self, command_id: UUID, sequence: int, payload: dict[str, object], last: bool) -> None:
        now = datetime.now(UTC)
        async with self._sessions() as session:
            command = await session.get_one(Command, command_id, with_for_update=True)
            session.add(Response(command_id=command_id, sequence=sequence, payload=payload, created_at=now))
            command.version += 1
            command.status = COMPLETED if last else RUNNING
            command.claimed_until = now + CLAIM
            command.finished_at = now if last else None
            await session.commit()
            await session.refresh(command)
            told = command_json(command)
        if await publish(self._redis, told):
            await self._mark(command_id, told["version"])

    async def _publish(self) -> None:
        """What was committed and not told, because Redis was away or a connector died in between."""
        settled = Command.created_at < func.now() - timedelta(seconds=2)
        query = select(Command).where(Command.published < Command.version, settled)
        async with self._sessions() as session:
            waiting = list(await session.scalars(query.order_by(Command.created_at).limit(100)))
        for command in waiting:
            if command.id in self._running:
                continue
            if not await publish(self._redis, command_json(command)):
                return
            await self._mark(command.id, command.version)

    async def _mark(self, command_id: UUID, version: int) -> None:
        async with self._sessions() as session, session.begin():
            known = update(Command).where(Command.id == command_id, Command.published < version)
            await session.execute(known.values(published=version))


async def main(settings: ConnectorSettings) -> None:
    """Run one connector until SIGTERM."""
    engine, redis = create_engine(settings.database_url), create_redis(settings.redis_url)
    connector = Connector(create_sessions(engine), redis, settings.answer_delay_ms / 1000)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, connector.stop)
    _log.info("the connector works")
    await connector.run()
    await redis.aclose()
    await engine.dispose()
    _log.info("the connector ends")


if __name__ == "__main__":
    try:
        chosen = load(ConnectorSettings)
    except ConfigurationError as error:
        logs.fail(str(error))
    logs.configure(chosen.log_level)
    asyncio.run(main(chosen))
