"""Reads a PostgreSQL connection string the way people really write them.

Two things differ from SQLAlchemy's own reading. A password may be given as it is, without percent-encoding: Compose
puts `${DB_PASSWORD}` into the middle of a URL and cannot encode it. And libpq's parameters (`sslmode=require`, which
every hosted PostgreSQL prints in its connection string) are translated: asyncpg knows them only by other names.
"""

import re
import ssl
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from sqlalchemy import URL

_SHAPE = re.compile(
    r"(?P<scheme>[A-Za-z0-9+]+)://"
    # The password reaches to the last "@": neither host, database nor query may hold one.
    r"(?:(?P<user>[^:@/]*)(?::(?P<password>.*))?@)?"
    r"(?P<host>\[[0-9A-Fa-f:]+\]|[^@:/?#\[\]\s]+)(?::(?P<port>[0-9]{1,5}))?"
    r"/(?P<database>[^/?#@\s]+)(?:\?(?P<query>[^#@\s]*))?",
    re.DOTALL,
)
_ENCODED = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*")
_SCHEMES = ("postgresql+asyncpg", "postgresql", "postgres")
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_WHOLE_NUMBERS = ("statement_cache_size", "prepared_statement_cache_size")
EXAMPLE = "postgresql+asyncpg://user:password@host:5432/database"


@dataclass(frozen=True)
class DatabaseTarget:
    """Where the database is. Its repr never shows the password (SQLAlchemy's URL masks it)."""

    url: URL
    connect_args: dict[str, Any] = field(default_factory=dict)


def parse_database_url(text: str) -> DatabaseTarget:
    """Parse a connection string; a ValueError says what is wrong and never repeats the value (it holds a password)."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise ValueError(f"is not a PostgreSQL connection string; it looks like {EXAMPLE}")
    if match["scheme"] not in _SCHEMES:
        raise ValueError(f"starts with {match['scheme']}://, but only PostgreSQL is supported; it looks like {EXAMPLE}")
    port = int(match["port"]) if match["port"] else 5432
    if not 1 <= port <= 65535:
        raise ValueError(f"has the port {port}; a port is between 1 and 65535")
    url = URL.create(
        "postgresql+asyncpg",
        username=_plain(match["user"]),
        password=_plain(match["password"]),
        host=match["host"].strip("[]"),
        port=port,
        database=unquote(match["database"]),
    )
    return DatabaseTarget(url, _connect_args(dict(parse_qsl(match["query"] or "", keep_blank_values=True))))


def _plain(text: str | None) -> str | None:
    """Decode text that is valid in a URL; anything else was never encoded and is taken as it is."""
    return unquote(text) if text is not None and _ENCODED.fullmatch(text) else text


def _connect_args(query: dict[str, str]) -> dict[str, Any]:
    args: dict[str, Any] = {}
    mode, root = query.pop("sslmode", query.pop("ssl", None)), query.pop("sslrootcert", None)
    if mode is not None:
        args["ssl"] = _ssl(mode, root)
    elif root is not None:
        raise ValueError("has sslrootcert without sslmode; add sslmode=verify-full")
    for name, value in query.items():
        if name in _WHOLE_NUMBERS and value.isdecimal():
            args[name] = int(value)
        elif name == "application_name":
            args["server_settings"] = {"application_name": value}
        else:
            known = ", ".join(("sslmode", "sslrootcert", "application_name", *_WHOLE_NUMBERS))
            raise ValueError(
                f"has the parameter {name}, which is not supported or has no whole number; remove it "
                f"(known: {known})"
            )
    return args


def _ssl(mode: str, root: str | None) -> str | ssl.SSLContext:
    if mode not in _SSL_MODES:
        raise ValueError(f"has sslmode={mode}; use one of {', '.join(_SSL_MODES)}")
    if not mode.startswith("verify-"):
        return mode
    try:
        # asyncpg would look for root.crt in a home folder, which this user does not have.
        context = ssl.create_default_context(cafile=None if root in (None, "system") else root)
    except OSError as error:
        raise ValueError(f"has an sslrootcert that cannot be read: {error.strerror}") from None
    context.check_hostname = mode == "verify-full"
    return context
