"""What every test may use: a prepared database, a Redis, a running connector, a client that has logged in."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.config import Settings
from app.main import create_app
from tests.servers import servers

FOLDER = Path(__file__).parent.parent
OPERATOR_PASSWORD = "password of the tests"


class Environment(dict[str, str]):
    """A complete and valid environment, and the container that Redis runs in."""

    redis_container = ""


def python(env: dict[str, str], module: str) -> subprocess.Popen[str]:
    """Start a module as Compose does, with nothing of this process's environment but PATH."""
    return subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=FOLDER,
        env={"PYTHONUNBUFFERED": "1", "PATH": os.environ["PATH"], **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="session")
def environment() -> Iterator[Environment]:
    """Servers that run, their database prepared."""
    with servers() as (database, redis, container):
        env = Environment(
            DATABASE_URL=database,
            REDIS_URL=redis,
            JWT_SECRET="0123456789abcdef0123456789abcdef",
            OPERATOR_PASSWORD=OPERATOR_PASSWORD,
            ANSWER_DELAY_MS="20",
        )
        env.redis_container = container
        prepared = python(env, "app.prepare")
        out, _ = prepared.communicate(timeout=60)
        assert prepared.returncode == 0, out
        yield env


@pytest.fixture(scope="session")
def connector(environment: Environment) -> Iterator[subprocess.Popen[str]]:
    """A vehicle connector that runs."""
    process = python(environment, "app.connector")
    yield process
    process.terminate()
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 0, out


@pytest.fixture(scope="session")
def client(environment: Environment) -> Iterator[TestClient]:
    """A client of the running application."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        application = create_app(Settings())
    with TestClient(application) as client:
        yield client


@pytest.fixture
def headers(client: TestClient) -> dict[str, str]:
    """Of somebody who has logged in."""
    answer = client.post("/api/v1/login", json={"username": "operator", "password": OPERATOR_PASSWORD})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def wait_until_completed(client: TestClient, headers: dict[str, str], command_id: str) -> dict[str, object]:
    """The command once its last response is there."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        command: dict[str, object] = client.get(f"/api/v1/commands/{command_id}", headers=headers).json()
        if command["status"] == "completed":
            return command
        time.sleep(0.05)
    raise TimeoutError(command_id)
