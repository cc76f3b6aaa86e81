"""The edges: health, documentation, logs, errors, deadlines, CORS."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import VERSION
from app.config import Settings
from app.database_url import parse_database_url
from app.logs import JsonFormatter, request_id
from app.main import create_app
from tests.conftest import run_sql

Broken = Callable[[str], Settings]


@pytest.fixture
def broken(settings: Settings) -> Broken:
    """Settings with another database."""
    return lambda url: settings.model_copy(update={"database_url": parse_database_url(url)})


def test_health_tells_the_release(client: TestClient, settings: Settings) -> None:
    assert client.get("/health").json() == {"status": "ok", "service": "task-api", "version": VERSION}
    with TestClient(create_app(settings.model_copy(update={"slipway_release": "r-42"}))) as released:
        assert released.get("/health").json()["release"] == "r-42"


def test_ready_with_a_database(client: TestClient) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://app:pw@127.0.0.1:1/tasks", "database: it refused the connection"),
        ("postgresql://app:pw@no-such-host.invalid/tasks", "database: its host name cannot be resolved"),
        ("postgresql://app:wrongpassword@{server}/tasks", "database: it refused the user or the password"),
        ("{right}elsewhere", "database: there is no database of this name on the server"),
    ],
)
def test_without_a_database_it_lives_but_is_not_ready(broken: Broken, database: str, url: str, reason: str) -> None:
    server = database.rpartition("@")[2].partition("/")[0]
    settings = broken(url.format(server=server, right=database.removesuffix("tasks")))
    with TestClient(create_app(settings)) as client:
        assert client.get("/health").status_code == 200
        ready = client.get("/health/ready")
        assert (ready.status_code, ready.json()) == (503, {"status": "unavailable", "reason": reason})
        task = client.get("/v1/tasks", headers={"X-API-Key": "tsk_x"})
        assert (task.status_code, task.json()) == (503, {"detail": reason})
        assert task.headers["retry-after"] == "5"


def test_without_tables_it_says_what_to_run(broken: Broken, database: str) -> None:
    # CREATE DATABASE cannot run in a transaction; a schema that is not on the search path does the same.
    run_sql(database, "ALTER ROLE app SET search_path = nowhere")
    try:
        with TestClient(create_app(broken(database))) as client:
            reason = "database: its tables are missing; run `alembic upgrade head`"
            assert client.get("/health/ready").json() == {"status": "unavailable", "reason": reason}
            assert client.get("/v1/tasks", headers={"X-API-Key": "tsk_x"}).json() == {"detail": reason}
    finally:
        run_sql(database, "ALTER ROLE app RESET search_path")


def test_a_lost_connection_is_replaced(client: TestClient, key: dict[str, str], database: str) -> None:
    assert client.get("/v1/tasks", headers=key).status_code == 200
    run_sql(database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                      "AND backend_type = 'client backend'")  # fmt: skip
    assert client.get("/v1/tasks", headers=key).status_code == 200


def test_documentation_needs_no_other_host(client: TestClient) -> None:
    assert client.get("/", follow_redirects=False).headers["location"] == "/docs"
    page = client.get("/docs")
    assert page.status_code == 200
    assert "http://" not in page.text
    assert "https://" not in page.text
    for asset, kind in (("swagger-ui-bundle.js", "text/javascript"), ("swagger-ui.css", "text/css")):
        assert f"/docs/assets/{asset}" in page.text
        answer = client.get(f"/docs/assets/{asset}")
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind)
        assert len(answer.content) > 100_000
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) >= {"/health", "/health/ready", "/v1/tasks", "/v1/tasks/{task_id}/complete"}


def test_cors_allows_only_the_listed_origin(client: TestClient) -> None:
    asked = {"Access-Control-Request-Method": "GET"}
    allowed = client.options("/v1/tasks", headers={"Origin": "https://app.example.com", **asked})
    assert allowed.headers["access-control-allow-origin"] == "https://app.example.com"
    refused = client.options("/v1/tasks", headers={"Origin": "https://evil.example.com", **asked})
    assert "access-control-allow-origin" not in refused.headers


def test_a_request_has_an_id_and_one_log_line(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "app")
    answer = client.get("/v1/tasks", headers={"X-Request-ID": "abc-1"})
    assert answer.headers["x-request-id"] == "abc-1"
    lines = [record for record in caplog.records if record.name == "app.request"]
    assert [(line.getMessage(), vars(line)["status"]) for line in lines] == [("GET /v1/tasks 401", 401)]
    assert client.get("/health", headers={"X-Request-ID": "bad id\t"}).headers["x-request-id"] != "bad id\t"
    # A healthy health check is not worth a line.
    assert len([record for record in caplog.records if record.name == "app.request"]) == 1


def test_a_log_line_is_one_json_object() -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError as error:
        record = logging.LogRecord("app", logging.ERROR, "", 0, "failed\n%s", ("x",), (type(error), error, None))
    record.status = 500
    token = request_id.set("abc")
    line = JsonFormatter().format(record)
    request_id.reset(token)
    assert "\n" not in line
    read = json.loads(line)
    assert (read["level"], read["message"], read["status"], read["request_id"]) == ("ERROR", "failed\nx", 500, "abc")
    assert read["exception"] == "ValueError: first\nsecond"


def with_slow_routes(settings: Settings) -> tuple[FastAPI, list[str]]:
    app, ended = create_app(settings, request_seconds=0.2), []

    @app.get("/slow")
    async def slow() -> None:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    @app.get("/crash")
    async def crash() -> None:
        raise RuntimeError("the inside of the service")

    return app, ended


def test_a_request_that_takes_too_long_is_ended(settings: Settings) -> None:
    app, ended = with_slow_routes(settings)
    with TestClient(app) as client:
        answer = client.get("/slow")
    assert (answer.status_code, ended) == (504, ["cancelled"])
    assert answer.json() == {"detail": "The request took longer than 0.2 seconds and was ended."}
    assert answer.headers["connection"] == "close"
    assert answer.headers["x-request-id"]


def test_a_body_that_never_comes_is_ended(settings: Settings) -> None:
    app, _ = with_slow_routes(settings)

    async def send() -> httpx2.Response:
        async def body() -> AsyncIterator[bytes]:
            yield b'{"title":'
            await asyncio.sleep(10)

        async with app.router.lifespan_context(app):
            transport = httpx2.ASGITransport(app)
            async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.post("/v1/admin/api-keys", content=body())

    assert asyncio.run(send()).status_code == 504


def test_an_unexpected_error_tells_the_caller_nothing(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "app")
    app, _ = with_slow_routes(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/crash")
    assert answer.status_code == 500
    assert answer.json() == {"detail": "The service failed to answer; the cause is in its log."}
    assert [record.getMessage() for record in caplog.records if record.name == "app.request"] == ["GET /crash 500"]
