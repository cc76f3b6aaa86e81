"""The service with a real database and Redis: logging in, sending, responses live."""

import subprocess
import uuid

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.conftest import OPERATOR_PASSWORD, Environment, python, wait_until_completed
from tests.servers import docker

READ = {"name": "read_faults", "parameters": {"unit": "engine"}}


def test_alive_and_ready(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "healthy", "version": "1.0.0"}
    assert client.get("/health/ready").json() == {"status": "ready"}


def test_nothing_without_a_login(client: TestClient) -> None:
    for path in ("/api/v1/vehicles", "/api/v1/commands/kinds", f"/api/v1/commands/{uuid.uuid4()}"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"Authorization": "Bearer x.y.z"}).status_code == 401
    wrong = client.post("/api/v1/login", json={"username": "operator", "password": "wrong"})
    assert (wrong.status_code, wrong.json()["detail"]) == (401, "The name or the password is wrong.")


def test_too_many_wrong_passwords_have_to_wait(client: TestClient) -> None:
    answers = [client.post("/api/v1/login", json={"username": "nobody", "password": "x"}) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2


def test_somebody_elses_wrong_passwords_keep_nobody_out(client: TestClient) -> None:
    def ask(password: str, address: str) -> int:
        body = {"username": "operator", "password": password}
        return client.post("/api/v1/login", json=body, headers={"x-real-ip": address}).status_code

    assert [ask("wrong", "203.0.113.7") for _ in range(11)] == [401] * 10 + [429]
    assert ask(OPERATOR_PASSWORD, "203.0.113.7") == 429
    assert ask(OPERATOR_PASSWORD, "203.0.113.8") == 200


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"name": "fly"}, "no vehicle knows the command 'fly'"),
        ({"name": "read_faults"}, "read_faults needs unit: one of engine, brakes, gateway"),
        ({**READ, "parameters": {"unit": "engine", "x": "1"}}, "read_faults has no parameter x"),
    ],
)
def test_a_bad_command_says_why(client: TestClient, headers: dict[str, str], body: object, words: str) -> None:
    answer = client.post("/api/v1/vehicles/1/commands", headers=headers, json=body)
    assert answer.status_code == 422
    assert str(answer.json()["detail"]).startswith(words)


def test_sent_twice_it_is_one_command(
    client: TestClient, headers: dict[str, str], connector: subprocess.Popen[str]
) -> None:
    command_id = str(uuid.uuid4())
    body = {**READ, "id": command_id}
    for _ in range(2):
        assert client.post("/api/v1/vehicles/2/commands", headers=headers, json=body).status_code == 202
    done = wait_until_completed(client, headers, command_id)
    listed = client.get("/api/v1/vehicles/2/commands", headers=headers).json()
    assert [c["id"] for c in listed].count(command_id) == 1
    assert [r["sequence"] for r in done["responses"]] == [1, 2, 3]  # type: ignore[attr-defined]


def test_responses_arrive_live_in_every_window(
    client: TestClient, headers: dict[str, str], connector: subprocess.Popen[str]
) -> None:
    token = {"token": headers["Authorization"].removeprefix("Bearer ")}
    with client.websocket_connect("/ws/events") as one, client.websocket_connect("/ws/events") as two:
        for window in (one, two):
            window.send_json(token)
            assert window.receive_json()["type"] == "snapshot"
            assert window.receive_json() == {"type": "live", "live": True}
        sent = client.post("/api/v1/vehicles/1/commands", headers=headers, json=READ).json()
        for window in (one, two):
            versions = []
            while True:
                message = window.receive_json()
                if message["type"] == "command" and message["command"]["id"] == sent["id"]:
                    versions.append(message["command"]["version"])
                    if message["command"]["status"] == "completed":
                        break
            assert versions == [1, 2, 3, 4]
            assert len(message["command"]["responses"]) == 3


@pytest.mark.parametrize("first", ["{}", "no json", '{"token": "x.y.z"}', "[]"])
def test_a_websocket_without_a_login_is_closed(client: TestClient, first: str) -> None:
    with client.websocket_connect("/ws/events") as socket:
        socket.send_text(first)
        with pytest.raises(WebSocketDisconnect) as ended:
            socket.receive_json()
        assert ended.value.code == 4401


def test_without_redis_it_says_so_loses_nothing_and_catches_up(
    client: TestClient, headers: dict[str, str], environment: Environment, connector: subprocess.Popen[str]
) -> None:
    token = {"token": headers["Authorization"].removeprefix("Bearer ")}
    with client.websocket_connect("/ws/events") as window:
        window.send_json(token)
        docker("kill", environment.redis_container)
        try:
            ready = client.get("/health/ready")
            assert ready.status_code == 503
            assert ready.json()["reason"].startswith("redis: ")
            assert client.get("/health").status_code == 200
            sent = client.post("/api/v1/vehicles/1/commands", headers=headers, json=READ)
            assert sent.status_code == 202
            wait_until_completed(client, headers, sent.json()["id"])
        finally:
            docker("start", environment.redis_container)
        while True:
            message = window.receive_json()
            if message["type"] == "snapshot" and any(
                c["id"] == sent.json()["id"] and c["status"] == "completed" for c in message["commands"]
            ):
                break


def test_metrics(client: TestClient) -> None:
    text = client.get("/metrics").text
    assert 'sovd_http_requests_total{method="POST",route="/api/v1/login",status="200"}' in text
    assert "sovd_commands_total" in text


def test_preparing_twice_is_harmless_and_a_new_password_counts(client: TestClient, environment: Environment) -> None:
    for password in ("another password", OPERATOR_PASSWORD):
        prepared = python({**environment, "OPERATOR_PASSWORD": password}, "app.prepare")
        out, _ = prepared.communicate(timeout=60)
        assert prepared.returncode == 0, out
        login = {"username": "operator", "password": password}
        assert client.post("/api/v1/login", json=login).status_code == 200
    assert password not in out


@pytest.mark.parametrize(
    ("env", "code", "words"),
    [
        ({}, 78, "configuration: DATABASE_URL is missing or empty"),
        (
            {"DATABASE_URL": "postgresql://u:hunter2@127.0.0.1:1/x", "OPERATOR_PASSWORD": "hunter2hunter2"},
            1,
            "database: it refused the connection",
        ),
    ],
)
def test_a_failed_preparation_is_one_line_and_an_exit_code(env: dict[str, str], code: int, words: str) -> None:
    prepared = python(env, "app.prepare")
    out, _ = prepared.communicate(timeout=60)
    assert prepared.returncode == code
    assert words in out.splitlines()[-1]
    assert "hunter2" not in out
