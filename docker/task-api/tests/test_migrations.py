"""alembic, run as the `migrate` service runs it."""

import asyncio
import json
import subprocess
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app.database import MIGRATION_LOCK, create_engine
from app.database_url import parse_database_url
from tests.conftest import alembic, run_sql


@pytest.fixture
def env(database: str) -> Iterator[dict[str, str]]:
    """An empty schema of its own; the other tests' tables are put back afterwards."""
    run_sql(database, "ALTER SCHEMA public RENAME TO kept", "CREATE SCHEMA public")
    yield {"MIGRATION_DATABASE_URL": database}
    run_sql(database, "DROP SCHEMA public CASCADE", "ALTER SCHEMA kept RENAME TO public")


def finish(*processes: object) -> list[tuple[int, list[dict[str, object]], str]]:
    ended = []
    for process in processes:
        out, err = process.communicate(timeout=90)  # type: ignore[attr-defined]
        ended.append((process.returncode, [json.loads(line) for line in out.splitlines()], err))  # type: ignore[attr-defined]
    return ended


def test_twice_is_as_good_as_once(env: dict[str, str]) -> None:
    for expected in (True, False):
        [(code, lines, err)] = finish(alembic(env, "upgrade", "head"))
        assert (code, err) == (0, "")
        assert any("Running upgrade" in str(line["message"]) for line in lines) is expected
        assert lines[-1]["message"] == "the database is up to date"


def test_several_at_once_migrate_once(env: dict[str, str]) -> None:
    async def start_while_locked() -> list[subprocess.Popen[str]]:
        engine = create_engine(parse_database_url(env["MIGRATION_DATABASE_URL"]))
        async with engine.connect() as connection:
            await connection.execute(text(f"SELECT pg_advisory_lock({MIGRATION_LOCK})"))
            started = [alembic(env, "upgrade", "head") for _ in range(3)]
            # All of them stand at the same point before any may look at the revision.
            for _ in range(300):
                if await connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) == len(started):
                    break
                await asyncio.sleep(0.1)
            else:
                pytest.fail("the migrations did not wait for the lock")
            await connection.execute(text(f"SELECT pg_advisory_unlock({MIGRATION_LOCK})"))
        await engine.dispose()
        return started

    ended = finish(*asyncio.run(start_while_locked()))
    assert [code for code, _, _ in ended] == [0, 0, 0], ended
    upgrades = [line for _, lines, _ in ended for line in lines if "Running upgrade" in str(line["message"])]
    assert len(upgrades) == 1


def test_down_and_up_again(env: dict[str, str]) -> None:
    for command in (("upgrade", "head"), ("downgrade", "base"), ("upgrade", "head")):
        [(code, _, err)] = finish(alembic(env, *command))
        assert (code, err) == (0, "")


def test_the_tables_are_the_models(env: dict[str, str]) -> None:
    finish(alembic(env, "upgrade", "head"))
    process = alembic(env, "check")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, out + err


def test_the_sql_can_be_printed() -> None:
    process = alembic({}, "upgrade", "head", "--sql")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "CREATE TABLE tasks" in out


@pytest.mark.parametrize(
    ("env_given", "code", "message"),
    [
        ({}, 78, "configuration: MIGRATION_DATABASE_URL is missing or empty; set it to a direct "),
        (
            {"MIGRATION_DATABASE_URL": "postgresql://app:hunter2@127.0.0.1:1/tasks"},
            1,
            "migration failed: database: it refused the connection",
        ),
    ],
)
def test_a_failure_is_one_line_and_an_exit_code(env_given: dict[str, str], code: int, message: str) -> None:
    [(returned, lines, err)] = finish(alembic(env_given, "upgrade", "head"))
    assert (returned, err) == (code, "")
    assert len(lines) == 1
    assert str(lines[0]["message"]).startswith(message)
    assert "hunter2" not in json.dumps(lines)
