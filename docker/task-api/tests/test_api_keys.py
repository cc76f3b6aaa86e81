import asyncio

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.config import Settings
from app.database import create_engine
from app.security import hash_key
from tests.conftest import ADMIN

PATH = "/v1/admin/api-keys"


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("headers", [{}, {"X-Admin-Key": "wrong"}, {"X-Admin-Key": b"\xe9"}, {"X-API-Key": "tsk_x"}])
def test_only_the_administrator_may(client: TestClient, method: str, headers: dict[str, str]) -> None:
    answer = client.request(method, PATH, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "ApiKey"


def test_a_service_key_opens_no_administration(client: TestClient, key: dict[str, str]) -> None:
    assert client.get(PATH, headers={"X-Admin-Key": key["X-API-Key"]}).status_code == 401


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": ""}, {"X-API-Key": "tsk_unknown"}, ADMIN])
@pytest.mark.parametrize("path", ["/v1/tasks", "/v1/tasks/00000000-0000-0000-0000-000000000000"])
def test_tasks_need_a_known_key(client: TestClient, headers: dict[str, str], path: str) -> None:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "ApiKey"


def test_a_key_is_shown_once_and_stored_only_hashed(client: TestClient, settings: Settings) -> None:
    created = client.post(PATH, headers=ADMIN, json={"name": "billing"}).json()
    key = created.pop("key")
    assert key.startswith(created["key_start"])
    assert client.get(PATH, headers=ADMIN).json() == [created]

    async def row() -> str:
        engine = create_engine(settings.database_url)
        async with engine.connect() as connection:
            found: str = await connection.scalar(text("SELECT api_keys::text FROM api_keys"))
        await engine.dispose()
        return found

    stored = asyncio.run(row())
    assert key not in stored
    assert hash_key(key, settings.api_key_secret.get_secret_value()) in stored


def test_another_secret_makes_another_hash() -> None:
    assert hash_key("tsk_a", "x" * 32) != hash_key("tsk_a", "y" * 32)


def test_a_revoked_key_is_refused_and_its_name_free(client: TestClient) -> None:
    first = client.post(PATH, headers=ADMIN, json={"name": "billing"}).json()
    headers = {"X-API-Key": first["key"]}
    assert client.get("/v1/tasks", headers=headers).status_code == 200
    twice = client.post(PATH, headers=ADMIN, json={"name": "billing"})
    assert twice.status_code == 409
    assert twice.json()["detail"] == "There is an active API key named billing; revoke it first."

    for _ in range(2):
        assert client.delete(f"{PATH}/{first['id']}", headers=ADMIN).status_code == 204
    assert client.get("/v1/tasks", headers=headers).status_code == 401
    assert client.post(PATH, headers=ADMIN, json={"name": "billing"}).status_code == 201
    assert [bool(row["revoked_at"]) for row in client.get(PATH, headers=ADMIN).json()] == [True, False]


def test_an_unknown_key_cannot_be_revoked(client: TestClient) -> None:
    assert client.delete(f"{PATH}/00000000-0000-0000-0000-000000000000", headers=ADMIN).status_code == 404


@pytest.mark.parametrize("name", ["", " ", "a b", "-a", "a" * 101, "a\n"])
def test_a_bad_name_is_refused(client: TestClient, name: str) -> None:
    assert client.post(PATH, headers=ADMIN, json={"name": name}).status_code == 422
