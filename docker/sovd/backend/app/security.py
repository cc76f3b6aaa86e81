"""Passwords and tokens."""

import base64
import hashlib
import hmac
import os
import time
from typing import Annotated

import jwt
from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from app.config import Settings

_N, _R, _P = 2**14, 8, 1
_ISSUER = "sovd"
_bearer = HTTPBearer(auto_error=False)


def hash_password(password: str) -> str:
    """What is stored of a password."""
    salt = os.urandom(16)
    return "$".join(("scrypt", _encode(salt), _encode(_derive(password, salt))))


def verify_password(password: str, stored: str) -> bool:
    """Whether the password is the one of that hash; takes as long when it is not."""
    _, salt, expected = stored.split("$")
    return hmac.compare_digest(_derive(password, _decode(salt)), _decode(expected))


def _derive(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text)


def issue_token(settings: Settings, user: str) -> str:
    """A token that names the user and runs out."""
    now = int(time.time())
    claims = {"iss": _ISSUER, "sub": user, "iat": now, "exp": now + settings.token_minutes * 60}
    return jwt.encode(claims, settings.jwt_secret.get_secret_value(), algorithm="HS256")


def user_of(settings: Settings, token: str) -> tuple[str, int] | None:
    """The user that a token names and when it runs out, or None where it does not hold."""
    try:
        claims = jwt.decode(
            token,
            settings.jwt_secret.get_secret_value(),
            algorithms=["HS256"],
            issuer=_ISSUER,
            options={"require": ["exp", "sub"]},
        )
    except jwt.InvalidTokenError:
        return None
    return str(claims["sub"]), int(claims["exp"])


def require_user(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> str:
    """The user that calls, or 401."""
    found = user_of(request.app.state.settings, credentials.credentials) if credentials else None
    if found is None:
        raise HTTPException(
            401, "Log in first: the token is missing, wrong or has run out.", {"WWW-Authenticate": "Bearer"}
        )
    return found[0]


CurrentUser = Annotated[str, Depends(require_user)]
