"""The one-shot step before a release: migrates by alembic, then sees to the first account and the simulated vehicles.

Running it twice is harmless, and at the same time too: migrations take turns by a lock of the database, in one
transaction; what a killed one had begun, the database undoes.
"""

import asyncio
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.pool import NullPool

from app import logs
from app.config import ConfigurationError, PrepareSettings, load
from app.database import create_engine, create_sessions, unavailable_reason
from app.models import User, Vehicle
from app.security import hash_password, verify_password

_log = logs.get("app.prepare")
OPERATOR = "operator"
VEHICLES = [
    {"id": 1, "vin": "WVWZZZ1JZXW000001", "name": "Test car 1"},
    {"id": 2, "vin": "WVWZZZ1JZXW000002", "name": "Test car 2"},
    {"id": 3, "vin": "WVWZZZ1JZXW000003", "name": "Road simulator"},
]


async def seed(settings: PrepareSettings) -> None:
    """The account `operator` has the password of the environment, and the vehicles are there."""
    engine = create_engine(settings.database_url, poolclass=NullPool)
    password = settings.operator_password.get_secret_value()
    async with create_sessions(engine)() as session, session.begin():
        user = await session.get(User, OPERATOR)
        if user is None:
            fresh = insert(User).values(name=OPERATOR, password_hash=hash_password(password))
            await session.execute(fresh.on_conflict_do_nothing())
        elif not verify_password(password, user.password_hash):
            user.password_hash = hash_password(password)
            _log.info("the operator's password was changed")
        await session.execute(insert(Vehicle).values(VEHICLES).on_conflict_do_nothing())
    await engine.dispose()


def main() -> int:
    """Migrate and seed, or say in one line why not."""
    try:
        settings = load(PrepareSettings)
    except ConfigurationError as error:
        logs.fail(str(error))
    logs.configure(settings.log_level)
    try:
        command.upgrade(Config(Path(__file__).parent.parent / "alembic.ini"), "head")
        asyncio.run(seed(settings))
    except Exception as error:
        reason = unavailable_reason(error)
        _log.error("the database is not prepared", reason=reason or type(error).__name__, exc_info=reason is None)
        return 1
    _log.info("the database is prepared")
    return 0


if __name__ == "__main__":
    sys.exit(main())
