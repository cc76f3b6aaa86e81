"""Reads addresses of servers in which the password stands as it is.

Compose puts `${DB_PASSWORD}` into the middle of a URL and cannot encode it, so a password may hold any character: it
reaches to the last "@", because nothing behind it may hold one.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote

_SHAPE = re.compile(
    r"(?P<scheme>[a-z0-9+]+)://(?:(?P<user>[^:@/]*)(?::(?P<password>.*))?@)?"
    r"(?P<host>[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?(?:/(?P<path>[^/?#@\s]*))?(?:\?(?P<query>[^#@\s]*))?",
    re.DOTALL,
)
_TLS = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


@dataclass(frozen=True)
class Address:
    """A server, its password apart from everything that may be shown."""

    scheme: str
    user: str | None
    password: str | None
    host: str
    port: int
    path: str
    query: dict[str, str]

    def __repr__(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}/{self.path}"


def parse(text: str, schemes: tuple[str, ...], example: str, default_port: int) -> Address:
    """Parse an address; a ValueError says what is wrong and never repeats the value (it may hold a password)."""
    match = _SHAPE.fullmatch(text)
    if match is None or match["scheme"] not in schemes:
        raise ValueError(f"is not an address such as {example}")
    port = int(match["port"] or default_port)
    if not 1 <= port <= 65535:
        raise ValueError(f"has the port {port}; a port is between 1 and 65535")
    query = dict(parse_qsl(match["query"] or "", keep_blank_values=True))
    return Address(match["scheme"], match["user"], match["password"], match["host"], port, match["path"] or "", query)


DATABASE_EXAMPLE = "postgresql+asyncpg://user:password@host:5432/database"
REDIS_EXAMPLE = "redis://:password@host:6379/0"


def parse_database(text: str) -> Address:
    """The database's address. `sslmode` is the only parameter."""
    address = parse(text, ("postgresql+asyncpg", "postgresql"), DATABASE_EXAMPLE, 5432)
    if not address.path:
        raise ValueError(f"names no database; it looks like {DATABASE_EXAMPLE}")
    unknown = sorted(set(address.query) - {"sslmode"})
    if unknown:
        raise ValueError(f"has the parameter {unknown[0]}; only sslmode is known")
    mode = address.query.get("sslmode")
    if mode is not None and mode not in _TLS:
        raise ValueError(f"has sslmode={mode}; use one of {', '.join(_TLS)}")
    return address


def parse_redis(text: str) -> Address:
    """Redis's address; `rediss` encrypts."""
    address = parse(text, ("redis", "rediss"), REDIS_EXAMPLE, 6379)
    if address.path and not address.path.isdecimal():
        raise ValueError(f"has the database {address.path!r}, which is not a number; it looks like {REDIS_EXAMPLE}")
    if address.query:
        raise ValueError("has parameters, of which none is known")
    return address


def redis_url(address: Address) -> str:
    """The address as the Redis client reads it."""
    password = (
        "" if not address.password else f"{quote(address.user or '', safe='')}:{quote(address.password, safe='')}@"
    )
    return f"{address.scheme}://{password}{address.host}:{address.port}/{address.path or '0'}"
