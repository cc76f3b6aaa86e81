"""The routes below /api/v1."""

import asyncio
import contextlib
import uuid
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app import catalogue, logs, metrics
from app.database import Session
from app.models import PENDING, Command, User, Vehicle
from app.redis_client import WAKE, publish
from app.schemas import CommandKind, CommandOut, Login, NewCommand, Token, VehicleOut, command_json
from app.security import CurrentUser, hash_password, issue_token, verify_password

router = APIRouter(prefix="/api/v1", tags=["sovd"])
_log = logs.get("app.api")
ATTEMPTS, ATTEMPT_SECONDS = 10, 60
# Checked where there is no such user, so that the answer takes as long and tells nothing.
_NOBODY = hash_password(uuid.uuid4().hex)


@router.post("/login")
async def login(body: Login, request: Request, session: Session) -> Token:
    """A token for a name and a password. Who gives too many wrong ones has to wait, and nobody else by that name."""
    redis, key = request.app.state.redis, f"sovd:wrong:{body.username}:{_address(request)}"
    try:
        if int(await redis.get(key) or 0) >= ATTEMPTS:
            raise HTTPException(429, "Too many wrong passwords: wait a minute.", {"Retry-After": str(ATTEMPT_SECONDS)})
    except (RedisError, OSError):
        _log.warning("wrong passwords are not counted: redis does not answer")
    user = await session.get(User, body.username)
    # Slow on purpose: in a thread, or it would keep every WebSocket of this process waiting.
    right = await asyncio.to_thread(verify_password, body.password, user.password_hash if user else _NOBODY)
    if user is None or not right:
        with contextlib.suppress(RedisError, OSError):
            async with redis.pipeline() as pipe:
                await pipe.incr(key).expire(key, ATTEMPT_SECONDS).execute()
        raise HTTPException(401, "The name or the password is wrong.")
    settings = request.app.state.settings
    return Token(token=issue_token(settings, user.name), username=user.name, expires_in=settings.token_minutes * 60)


def _address(request: Request) -> str:
    """Where the request comes from: nginx tells, and nobody but nginx reaches this port."""
    return request.headers.get("x-real-ip") or (request.client.host if request.client else "")


@router.get("/vehicles")
async def vehicles(session: Session, _: CurrentUser) -> list[VehicleOut]:
    """All vehicles."""
    return [VehicleOut.model_validate(v) for v in await session.scalars(select(Vehicle).order_by(Vehicle.id))]


@router.get("/commands/kinds")
async def kinds(_: CurrentUser) -> list[CommandKind]:
    """The commands that vehicles know."""
    return list(catalogue.KINDS.values())


@router.get("/vehicles/{vehicle_id}/commands")
async def commands(
    vehicle_id: int, session: Session, _: CurrentUser, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[CommandOut]:
    """A vehicle's latest commands, the newest first."""
    query = select(Command).where(Command.vehicle_id == vehicle_id).order_by(Command.created_at.desc()).limit(limit)
    return [CommandOut.model_validate(c) for c in await session.scalars(query)]


@router.get("/commands/{command_id}")
async def command(command_id: uuid.UUID, session: Session, _: CurrentUser) -> CommandOut:
    """One command with its responses."""
    return CommandOut.model_validate(await _found(session, command_id))


@router.post("/vehicles/{vehicle_id}/commands", status_code=202)
async def send(vehicle_id: int, body: NewCommand, request: Request, session: Session, user: CurrentUser) -> CommandOut:
    """Accept a command: it is committed before this answers, and then told to everybody."""
    if wrong := catalogue.problem(body.name, body.parameters):
        raise HTTPException(422, wrong)
    if await session.get(Vehicle, vehicle_id) is None:
        raise HTTPException(404, f"There is no vehicle {vehicle_id}.")
    command_id = body.id or uuid.uuid4()
    values = {
        "id": command_id,
        "vehicle_id": vehicle_id,
        "name": body.name,
        "parameters": body.parameters,
        "status": PENDING,
        "requested_by": user,
        "created_at": datetime.now(UTC),
        "version": 1,
        "published": 0,
    }
    made = (await session.execute(insert(Command).values(values).on_conflict_do_nothing())).rowcount  # type: ignore[attr-defined]
    await session.commit()
    found = await _found(session, command_id)
    if made:
        metrics.COMMANDS.labels(body.name).inc()
        redis = request.app.state.redis
        # The connector tells again what was not told: here it is only for speed.
        if await publish(redis, command_json(found)):
            with contextlib.suppress(RedisError, OSError):
                await redis.publish(WAKE, "")
    return CommandOut.model_validate(found)


async def _found(session: Session, command_id: uuid.UUID) -> Command:
    found = await session.get(Command, command_id)
    if found is None:
        raise HTTPException(404, f"There is no command {command_id}.")
    return found
