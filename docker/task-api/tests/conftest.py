"""What every test may use: settings, a migrated database, a client, an API key."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.config import Settings
from app.database import create_engine
from app.database_url import parse_database_url
from app.main import create_app
from tests.postgres import postgres

FOLDER = Path(__file__).parent.parent
ADMIN_KEY = "admin-key-of-the-tests"
ADMIN = {"X-Admin-Key": ADMIN_KEY}


def environment(database_url: str) -> dict[str, str]:
    """A complete and valid environment."""
    return {
        "ENVIRONMENT": "test",
        "DATABASE_URL": database_url,
        "MIGRATION_DATABASE_URL": database_url,
        "LOG_LEVEL": "info",
        "PORT": "8000",
        "CORS_ORIGINS": "https://app.example.com",
        "API_KEY_SECRET": "0123456789abcdef0123456789abcdef",
        "ADMIN_API_KEY": ADMIN_KEY,
    }


def alembic(env: dict[str, str], *args: str) -> subprocess.Popen[str]:
    """Start alembic as the migrate service does, with nothing of this process's environment but PATH."""
    return subprocess.Popen(
        [sys.executable, "-m", "alembic", *args],
        cwd=FOLDER,
        env={"PATH": os.environ["PATH"], **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_sql(database_url: str, *statements: str) -> None:
    """Run statements in one transaction."""

    async def run() -> None:
        engine = create_engine(parse_database_url(database_url))
        async with engine.begin() as connection:
            for statement in statements:
                await connection.execute(text(statement))
        await engine.dispose()

    asyncio.run(run())


@pytest.fixture(scope="session")
def empty_database() -> Iterator[str]:
    """A server whose database nobody has migrated."""
    with postgres() as url:
        yield url


@pytest.fixture(scope="session")
def database(empty_database: str) -> str:
    """The connection string of a migrated database of that server."""
    run_sql(empty_database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    process = alembic({"MIGRATION_DATABASE_URL": empty_database}, "upgrade", "head")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, out + err
    return empty_database


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, database: str) -> Settings:
    """Valid settings for the migrated database."""
    for name, value in environment(database).items():
        monkeypatch.setenv(name, value)
    return Settings()


@pytest.fixture
def client(settings: Settings, database: str) -> Iterator[TestClient]:
    """A client of a running application with empty tables."""
    run_sql(database, "TRUNCATE tasks, api_keys")
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def key(client: TestClient) -> dict[str, str]:
    """The headers of a service with an API key."""
    answer = client.post("/v1/admin/api-keys", headers=ADMIN, json={"name": "tests"})
    assert answer.status_code == 201, answer.text
    return {"X-API-Key": answer.json()["key"]}
