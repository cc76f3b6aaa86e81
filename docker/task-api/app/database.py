"""The connection pool, the session of a request, and what a database error means to a caller."""

import socket
from collections.abc import AsyncIterator
from typing import Annotated

import asyncpg
from fastapi import Depends, Request
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from app.database_url import DatabaseTarget

CONNECT_SECONDS = 5
# Any number, but the same one in every release: whoever holds this advisory lock may migrate.
MIGRATION_LOCK = 7_205_140_001


def create_engine(target: DatabaseTarget) -> AsyncEngine:
    """Create a pool; nothing is connected before its first use."""
    return create_async_engine(
        target.url,
        connect_args={"timeout": CONNECT_SECONDS, **target.connect_args},
        pool_size=5,
        max_overflow=5,
        pool_timeout=10,
        pool_recycle=1800,
        # A database that was restarted has closed its connections: notice it before a request does.
        pool_pre_ping=True,
        # Parameters are people's data: they do not belong in logs.
        hide_parameters=True,
    )


async def _session(request: Request) -> AsyncIterator[AsyncSession]:
    sessions: async_sessionmaker[AsyncSession] = request.app.state.sessions
    async with sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(_session)]


def unavailable_reason(error: BaseException) -> str | None:
    """Why the database cannot be used right now, in words safe to show; None when the error is of another kind."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, asyncpg.UndefinedTableError):
            return "database: its tables are missing; run `alembic upgrade head`"
        if isinstance(cause, asyncpg.InvalidAuthorizationSpecificationError):
            return "database: it refused the user or the password"
        if isinstance(cause, asyncpg.InvalidCatalogNameError):
            return "database: there is no database of this name on the server"
        if isinstance(cause, asyncpg.TooManyConnectionsError):
            return "database: it has no connection left"
        if isinstance(cause, socket.gaierror):
            return "database: its host name cannot be resolved"
        if isinstance(cause, ConnectionRefusedError):
            return "database: it refused the connection"
        if isinstance(cause, TimeoutError):
            return "database: it did not answer in time"
        if isinstance(cause, PoolTimeoutError):
            return "database: every connection of the pool is in use"
        cause = cause.__cause__ or cause.__context__
    if isinstance(
        error,
        (OSError, InterfaceError, OperationalError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError),
    ):
        return "database: the connection failed"
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return "database: the connection was lost"
    return None
