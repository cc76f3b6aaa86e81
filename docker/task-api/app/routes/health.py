"""For load balancers and release gates."""

import asyncio
import logging

from fastapi import APIRouter, Request, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from app import VERSION
from app.database import unavailable_reason
from app.schemas import Health, Readiness

router = APIRouter(tags=["health"])
_log = logging.getLogger("app.health")
_SECONDS = 3


@router.get("/health", response_model_exclude_none=True)
async def health(request: Request) -> Health:
    """The process is alive. It asks nobody else: a database that blinks must not get healthy tasks killed."""
    return Health(version=VERSION, release=request.app.state.settings.slipway_release)


@router.get("/health/ready", response_model_exclude_none=True, responses={503: {"model": Readiness}})
async def ready(request: Request, response: Response) -> Readiness:
    """The service can do its work: the database answers and has its tables."""
    engine: AsyncEngine = request.app.state.engine
    try:
        async with asyncio.timeout(_SECONDS), engine.connect() as connection:
            # Asks for the tables without reading them: a lock on one does not make the service unready.
            found = await connection.scalar(
                text("SELECT to_regclass('tasks') IS NOT NULL AND to_regclass('api_keys') IS NOT NULL")
            )
        reason = None if found else "database: its tables are missing; run `alembic upgrade head`"
    except Exception as error:
        reason = unavailable_reason(error) or "database: it answered with an error"
        _log.warning("not ready: %s", reason, extra={"error": type(error).__name__})
    if reason is None:
        return Readiness(status="ready")
    response.status_code = 503
    return Readiness(status="unavailable", reason=reason)
