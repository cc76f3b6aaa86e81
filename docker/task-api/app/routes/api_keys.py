"""API keys, for the administrator."""

import uuid

from fastapi import APIRouter, Depends, HTTPException, Request
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.config import Settings
from app.database import Session
from app.models import ApiKey, now
from app.schemas import ApiKeyCreated, ApiKeyIn, ApiKeyOut, Problem
from app.security import KEY_MARK, hash_key, new_key, require_admin

router = APIRouter(
    prefix="/v1/admin/api-keys",
    tags=["administration"],
    dependencies=[Depends(require_admin)],
    responses={401: {"model": Problem}},
)


@router.post("", status_code=201, responses={409: {"model": Problem}})
async def create_api_key(body: ApiKeyIn, request: Request, session: Session) -> ApiKeyCreated:
    """Create a key for a service. The key is in this answer and nowhere else, ever."""
    settings: Settings = request.app.state.settings
    key = new_key()
    digest = hash_key(key, settings.api_key_secret.get_secret_value())
    row = ApiKey(name=body.name, key_start=key[: len(KEY_MARK) + 4], key_hash=digest)
    session.add(row)
    try:
        await session.commit()
    except IntegrityError:
        raise HTTPException(409, f"There is an active API key named {body.name}; revoke it first.") from None
    return ApiKeyCreated(**ApiKeyOut.model_validate(row).model_dump(), key=key)


@router.get("")
async def list_api_keys(session: Session) -> list[ApiKeyOut]:
    """List all keys, revoked ones too, oldest first."""
    rows = await session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.id))
    return [ApiKeyOut.model_validate(row) for row in rows]


@router.delete("/{key_id}", status_code=204, responses={404: {"model": Problem}})
async def revoke_api_key(key_id: uuid.UUID, session: Session) -> None:
    """Revoke a key at once. Its row stays: it tells who created which task."""
    row = await session.get(ApiKey, key_id, with_for_update=True)
    if row is None:
        raise HTTPException(404, f"There is no API key {key_id}.")
    row.revoked_at = row.revoked_at or now()
    await session.commit()
