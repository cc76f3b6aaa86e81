"""Runs the migrations: in one transaction, one process at a time. `app/prepare.py` is what calls it."""

import asyncio

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.pool import NullPool

from app.config import Common, load
from app.database import create_engine
from app.models import Base

# Any number, but the same one in every release: whoever holds this lock may migrate.
LOCK = 7_205_140_002
LOCK_TIMEOUT = "120s"


def migrate(connection: Connection) -> None:
    """Wait for other migrations, look at the revision only then, and leave all or nothing."""
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        # Killed, this process leaves its statement behind; PostgreSQL then ends it, and frees the lock, within 2 s.
        connection.execute(text("SET LOCAL client_connection_check_interval = 2000"))
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()


async def main() -> None:
    """Connect and migrate."""
    # A migration may take long: only its locks have a limit.
    engine = create_engine(load(Common).database_url, statement_seconds=None, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


asyncio.run(main())
