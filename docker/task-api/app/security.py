"""Who may call: services by an API key, the administrator by ADMIN_API_KEY."""

import hashlib
import hmac
import secrets
from typing import Annotated

from fastapi import HTTPException, Request, Security
from fastapi.security import APIKeyHeader
from sqlalchemy import select

from app.config import Settings
from app.database import Session
from app.models import ApiKey

KEY_MARK = "tsk_"
_service_key = APIKeyHeader(name="X-API-Key", scheme_name="Service API key", auto_error=False)
_admin_key = APIKeyHeader(name="X-Admin-Key", scheme_name="Administrator's key", auto_error=False)


def new_key() -> str:
    """A new random key; its mark lets secret scanners recognise it."""
    return KEY_MARK + secrets.token_urlsafe(32)


def hash_key(key: str, secret: str) -> str:
    """What is stored of a key. Keys are random, so a slow password hash would only cost time."""
    return hmac.new(secret.encode(), key.encode(), hashlib.sha256).hexdigest()


async def require_service(
    request: Request, session: Session, key: Annotated[str | None, Security(_service_key)]
) -> ApiKey:
    """The API key of the calling service, or 401."""
    if not key:
        raise HTTPException(401, "Send an API key in the header X-API-Key.", {"WWW-Authenticate": "ApiKey"})
    settings: Settings = request.app.state.settings
    digest = hash_key(key, settings.api_key_secret.get_secret_value())
    found = await session.scalar(select(ApiKey).where(ApiKey.key_hash == digest, ApiKey.revoked_at.is_(None)))
    if found is None:
        raise HTTPException(401, "The API key is unknown or revoked.", {"WWW-Authenticate": "ApiKey"})
    return found


def require_admin(request: Request, key: Annotated[str | None, Security(_admin_key)]) -> None:
    """Lets only the administrator through."""
    settings: Settings = request.app.state.settings
    expected = settings.admin_api_key.get_secret_value()
    if not hmac.compare_digest((key or "").encode(), expected.encode()):
        raise HTTPException(
            401, "Send the administrator's key in the header X-Admin-Key.", {"WWW-Authenticate": "ApiKey"}
        )


Service = Annotated[ApiKey, Security(require_service)]
