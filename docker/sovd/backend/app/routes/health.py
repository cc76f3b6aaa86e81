"""For load balancers, release gates and Prometheus."""

import asyncio

from fastapi import APIRouter, Request, Response
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app import VERSION, logs, metrics
from app.database import unavailable_reason
from app.redis_client import redis_reason
from app.schemas import Health, Readiness

router = APIRouter(tags=["health"])
_log = logs.get("app.health")
_SECONDS = 3


@router.get("/health", response_model_exclude_none=True)
async def health(request: Request) -> Health:
    """The process is alive. It asks nobody else: a database that blinks must not get healthy tasks killed."""
    return Health(status="healthy", version=VERSION, release=request.app.state.settings.slipway_release)


@router.get("/health/ready", response_model_exclude_none=True, responses={503: {"model": Readiness}})
async def ready(request: Request, response: Response) -> Readiness:
    """It can do its work: the database answers and has its tables, and Redis answers."""
    state = request.app.state
    reasons = [r for r in await asyncio.gather(_database(state.engine), _redis(state.redis)) if r]
    if not reasons:
        return Readiness(status="ready")
    _log.warning("not ready", reasons=reasons)
    response.status_code = 503
    return Readiness(status="unavailable", reason="; ".join(reasons))


@router.get("/metrics", include_in_schema=False)
async def metric_page() -> Response:
    """For Prometheus. The frontend's proxy does not lead here."""
    return Response(metrics.page(), media_type="text/plain; version=0.0.4; charset=utf-8")


async def _database(engine: AsyncEngine) -> str | None:
    try:
        async with asyncio.timeout(_SECONDS), engine.connect() as connection:
            found = await connection.scalar(text("SELECT to_regclass('commands') IS NOT NULL"))
    except Exception as error:
        return unavailable_reason(error) or "database: it answered with an error"
    return None if found else "database: its tables are missing: run the migration"


async def _redis(redis: Redis) -> str | None:
    try:
        async with asyncio.timeout(_SECONDS):
            await redis.ping()
    except Exception as error:
        return redis_reason(error)
    return None
