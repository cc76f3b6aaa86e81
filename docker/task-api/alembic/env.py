"""Runs the migrations: in one transaction, one process at a time."""

import asyncio
import logging
import sys

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.config import ConfigurationError, load_migration_settings
from app.database import CONNECT_SECONDS, MIGRATION_LOCK, unavailable_reason
from app.database_url import DatabaseTarget
from app.logs import configure_logging, fail_start
from app.models import Base

log = logging.getLogger("alembic.env")

LOCK_TIMEOUT = "120s"


def migrate(connection: Connection) -> None:
    """Wait for other migrations, look at the revision only then, and leave all or nothing."""
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        context.run_migrations()


async def online(target: DatabaseTarget) -> None:
    """Connect and migrate."""
    connect_args = {"timeout": CONNECT_SECONDS, **target.connect_args}
    engine = create_async_engine(target.url, connect_args=connect_args, poolclass=NullPool, hide_parameters=True)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


def offline() -> None:
    """Print the SQL instead of running it: `alembic upgrade head --sql`."""
    context.configure(dialect_name="postgresql", target_metadata=Base.metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def main() -> None:
    """Migrate, or end with one line that says why not."""
    if context.is_offline_mode():
        offline()
        return
    try:
        settings = load_migration_settings()
    except ConfigurationError as error:
        fail_start(str(error))
    configure_logging(settings.log_level)
    try:
        asyncio.run(online(settings.migration_database_url))
    except Exception as error:
        reason = unavailable_reason(error)
        if reason is None:
            log.exception("migration failed; nothing was changed")
        else:
            log.error("migration failed: %s", reason)
        sys.exit(1)
    log.info("the database is up to date")


main()
