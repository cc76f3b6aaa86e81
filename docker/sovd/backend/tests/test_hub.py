"""The hub alone, with a channel of the test's own in the place of Redis."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import cast

import pytest
from redis.asyncio import Redis

from app import hub

DONE = {"id": "a", "version": 2, "status": "completed"}


@pytest.mark.parametrize(("times", "snapshots"), [(1, 1), (2, 2)])
def test_who_is_there_before_it_listens_gets_a_snapshot_then(
    monkeypatch: pytest.MonkeyPatch, times: int, snapshots: int
) -> None:
    """Whatever was told between a browser's snapshot and the subscription is in the next snapshot."""

    async def subscribed(_redis: Redis, _name: str) -> AsyncIterator[str | None]:
        for _ in range(times):
            yield None
        yield json.dumps(DONE)
        await asyncio.sleep(60)

    async def snapshot() -> str:
        return "snapshot"

    async def scene() -> list[str]:
        tested = hub.Hub(cast("Redis", None), snapshot)
        with tested.listen() as early:
            tested.start()
            got = [await asyncio.wait_for(early.queue.get(), 5) for _ in range(snapshots + 1)]
            await tested.stop()
        return got

    monkeypatch.setattr(hub, "messages", subscribed)
    assert asyncio.run(scene()) == ["snapshot"] * snapshots + [json.dumps({"type": "command", "command": DONE})]


def test_what_redis_lost_is_found_in_the_database_and_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who listens hears of a command in the end, and nothing a second time."""
    lost = {"id": "b", "version": 1, "status": "pending"}

    async def silent(_redis: Redis, _name: str) -> AsyncIterator[str | None]:
        yield json.dumps(DONE)
        await asyncio.sleep(60)

    async def snapshot() -> str:
        return json.dumps({"type": "snapshot", "commands": [DONE, lost]})

    async def scene() -> list[str]:
        tested = hub.Hub(cast("Redis", None), snapshot)
        with tested.listen() as listener:
            tested.start()
            got = [await asyncio.wait_for(listener.queue.get(), 5) for _ in range(2)]
            await asyncio.sleep(0.2)
            await tested.stop()
            assert listener.queue.empty()
        return got

    monkeypatch.setattr(hub, "messages", silent)
    monkeypatch.setattr(hub, "LOOK_SECONDS", 0.02)
    told = [json.dumps({"type": "command", "command": command}) for command in (DONE, lost)]
    assert asyncio.run(scene()) == told


def test_a_process_to_which_nobody_listens_does_not_remember_every_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a limit, also while there is no browser and the database is away; the newest are what is kept."""

    async def busy(_redis: Redis, _name: str) -> AsyncIterator[str | None]:
        for number in range(50):
            yield json.dumps({"id": str(number), "version": 1})
        for version in (2, 1):  # an old version after a new one is no news and does not become the known one
            yield json.dumps({"id": "45", "version": version})
        await asyncio.sleep(60)

    async def away() -> str:
        raise OSError

    async def scene() -> dict[str, int]:
        tested = hub.Hub(cast("Redis", None), away)
        tested.start()
        await asyncio.sleep(0.1)
        await tested.stop()
        return tested._told

    monkeypatch.setattr(hub, "messages", busy)
    monkeypatch.setattr(hub, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(hub, "REMEMBERED", 10)
    kept = dict.fromkeys(map(str, [*range(40, 45), *range(46, 50)]), 1)
    assert asyncio.run(scene()) == {**kept, "45": 2}
