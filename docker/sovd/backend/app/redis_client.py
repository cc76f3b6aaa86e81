"""Redis: the channel by which changes reach every process, and nothing that must not be lost."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, RedisError
from redis.exceptions import ConnectionError as RedisConnectionError

from app.addresses import Address, redis_url

EVENTS = "sovd:events"
"""Carries whole commands as JSON, to every backend process."""
WAKE = "sovd:wake"
"""Tells connectors that there is something to do, so that they need not wait for their next look."""
SILENCE_SECONDS = 5.0


def create_redis(address: Address) -> Redis:
    """A client; nothing is connected before its first use."""
    options: dict[str, Any] = {"socket_connect_timeout": 3, "socket_timeout": 5}
    client: Redis = Redis.from_url(redis_url(address), decode_responses=True, **options)
    return client


async def publish(redis: Redis, command: dict[str, Any]) -> bool:
    """Tell everybody about a command. False when Redis cannot: a connector then does it later."""
    try:
        await redis.publish(EVENTS, json.dumps(command))
    except (RedisError, OSError):
        return False
    return True


async def messages(redis: Redis, name: str) -> AsyncIterator[str | None]:
    """What a channel carries: first None, once it is subscribed to, and then each message.

    Somebody who only listens does not notice that the connection died without a word: this asks now and then.
    """
    loop = asyncio.get_running_loop()
    async with redis.pubsub() as channel:
        await channel.subscribe(name)
        heard = asked = loop.time()
        while True:
            message = await channel.get_message(timeout=SILENCE_SECONDS)
            now = loop.time()
            if message is not None:
                heard = now
                if message["type"] == "subscribe":
                    yield None
                elif message["type"] == "message":
                    yield str(message["data"])
            elif now - heard > 3 * SILENCE_SECONDS:
                raise RedisConnectionError("redis: it has said nothing for too long")
            elif now - asked >= SILENCE_SECONDS:
                asked = now
                await channel.ping()


def redis_reason(error: BaseException) -> str:
    """Why Redis cannot be used, in words safe to show."""
    if isinstance(error, AuthenticationError):
        return "redis: it refused the password"
    if isinstance(error, TimeoutError) or "imeout" in type(error).__name__:
        return "redis: it did not answer in time"
    return "redis: the connection failed"
