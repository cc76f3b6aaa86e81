"""The pool of connections, and what an error of the database means to a caller."""

import socket
from collections.abc import AsyncIterator
from typing import Annotated, Any

import asyncpg
from fastapi import Depends, Request
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from app.addresses import Address

# Of each process, of which a backend has four: with every copy that production may have, and as many again while a
# release replaces them, the sum must stay below what a small server takes. See README.md.
CONNECTIONS = 2
CONNECT_SECONDS = 5
# A server that vanished without a word must not keep a request waiting for ever.
STATEMENT_SECONDS = 20


def create_engine(address: Address, statement_seconds: float | None = STATEMENT_SECONDS, **options: Any) -> AsyncEngine:
    """Create a pool; nothing is connected before its first use. A statement that takes longer is given up."""
    url = URL.create("postgresql+asyncpg", address.user, address.password, address.host, address.port, address.path)
    connect_args: dict[str, Any] = {"timeout": CONNECT_SECONDS, "command_timeout": statement_seconds}
    if mode := address.query.get("sslmode"):
        connect_args["ssl"] = mode
    size = {"pool_size": CONNECTIONS, "max_overflow": 0}
    pool = {**size, "pool_timeout": 10, "pool_recycle": 1800, "pool_pre_ping": True}
    return create_async_engine(url, connect_args=connect_args, hide_parameters=True, **(options or pool))


def create_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose objects stay readable after a commit."""
    return async_sessionmaker(engine, expire_on_commit=False)


async def _session(request: Request) -> AsyncIterator[AsyncSession]:
    sessions: async_sessionmaker[AsyncSession] = request.app.state.sessions
    async with sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(_session)]

_REASONS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (asyncpg.UndefinedTableError, "its tables are missing: run the migration"),
    (asyncpg.InvalidAuthorizationSpecificationError, "it refused the user or the password"),
    (asyncpg.InvalidCatalogNameError, "there is no database of this name on the server"),
    (asyncpg.TooManyConnectionsError, "it has no connection left"),
    (socket.gaierror, "its host name cannot be resolved"),
    (ConnectionRefusedError, "it refused the connection"),
    (PoolTimeoutError, "every connection of the pool is in use"),
    (TimeoutError, "it did not answer in time"),
)
_BROKEN = (OSError, InterfaceError, OperationalError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError)


def unavailable_reason(error: BaseException) -> str | None:
    """Why the database cannot be used now, in words safe to show; None when the error is of another kind."""
    cause: BaseException | None = error
    while cause is not None:
        for kind, words in _REASONS:
            if isinstance(cause, kind):
                return f"database: {words}"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, _BROKEN) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return "database: the connection failed"
    return None
