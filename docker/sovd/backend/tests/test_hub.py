"""The hub alone, with a channel of the test's own in the place of Redis."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest
from redis.asyncio import Redis

from app import hub


@pytest.mark.parametrize(("times", "snapshots"), [(1, 1), (2, 2)])
def test_who_is_there_before_it_listens_gets_a_snapshot_then(
    monkeypatch: pytest.MonkeyPatch, times: int, snapshots: int
) -> None:
    """Whatever was told between a browser's snapshot and the subscription is in the next snapshot."""

    async def subscribed(_redis: Redis, _name: str) -> AsyncIterator[str | None]:
        for _ in range(times):
            yield None
        yield "{}"
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
    assert asyncio.run(scene()) == ["snapshot"] * snapshots + ['{"type": "command", "command": {}}']
