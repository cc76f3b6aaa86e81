import uuid
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import run_sql

Headers = dict[str, str]


def create(client: TestClient, key: Headers, **body: Any) -> dict[str, Any]:
    answer = client.post("/v1/tasks", headers=key, json={"title": "Feed the cat", **body})
    assert answer.status_code == 201, answer.text
    task: dict[str, Any] = answer.json()
    return task


def test_a_tasks_life(client: TestClient, key: Headers) -> None:
    task = create(client, key, description="Twice", due_at="2030-01-31T18:00:00+02:00")
    assert task["status"] == "open"
    assert task["created_by"] == "tests"
    path = f"/v1/tasks/{task['id']}"
    read = client.get(path, headers=key).json()
    assert read["due_at"] == "2030-01-31T16:00:00Z"

    changed = client.patch(path, headers=key, json={"title": "  Feed both cats ", "due_at": None}).json()
    assert (changed["title"], changed["due_at"], changed["description"]) == ("Feed both cats", None, "Twice")
    assert changed["updated_at"] > task["updated_at"]

    completed = client.post(f"{path}/complete", headers=key).json()
    assert completed["status"] == "completed"
    again = client.post(f"{path}/complete", headers=key).json()
    assert again["completed_at"] == completed["completed_at"]
    assert client.get(path, headers=key).json() == again
    assert client.post(f"{path}/reopen", headers=key).json()["status"] == "open"

    assert client.delete(path, headers=key).status_code == 204
    gone = client.get(path, headers=key)
    assert (gone.status_code, gone.json()) == (404, {"detail": f"There is no task {task['id']}."})


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/complete"), ("POST", "/reopen")]
)
def test_an_unknown_task_is_404(client: TestClient, key: Headers, method: str, path: str) -> None:
    body: dict[str, Any] = {"json": {}} if method == "PATCH" else {}
    answer = client.request(method, f"/v1/tasks/{uuid.uuid4()}{path}", headers=key, **body)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": "   "},
        {"title": "x" * 201},
        {"title": "a\x00b"},
        {"title": "ok", "description": "x" * 4001},
        {"title": "ok", "due_at": "2030-01-31T18:00:00"},
        {"title": "ok", "colour": "red"},
    ],
)
def test_a_bad_task_is_refused(client: TestClient, key: Headers, body: dict[str, Any]) -> None:
    assert client.post("/v1/tasks", headers=key, json=body).status_code == 422
    assert client.get("/v1/tasks", headers=key).json()["total"] == 0


def test_a_title_cannot_be_cleared(client: TestClient, key: Headers) -> None:
    task = create(client, key)
    assert client.patch(f"/v1/tasks/{task['id']}", headers=key, json={"title": None}).status_code == 422


def test_pages_hold_each_task_once_newest_first(client: TestClient, key: Headers) -> None:
    made = [create(client, key, title=f"Task {number}")["id"] for number in range(7)]
    seen: list[str] = []
    for offset in range(0, 9, 3):
        page = client.get("/v1/tasks", headers=key, params={"limit": 3, "offset": offset}).json()
        assert (page["total"], page["limit"], page["offset"]) == (7, 3, offset)
        seen += [task["id"] for task in page["items"]]
    assert seen == made[::-1]


def test_tasks_of_one_instant_have_an_order(client: TestClient, key: Headers, database: str) -> None:
    made = [create(client, key)["id"] for _ in range(6)]
    # Without the index, which happens to hold the right order.
    run_sql(database, "DROP INDEX ix_tasks_created_at_id", "UPDATE tasks SET created_at = '2030-01-01'")
    pages = [client.get(f"/v1/tasks?limit=2&offset={offset}", headers=key).json() for offset in (0, 2, 4)]
    run_sql(database, "CREATE INDEX ix_tasks_created_at_id ON tasks (created_at, id)")
    assert [task["id"] for page in pages for task in page["items"]] == sorted(made, reverse=True)


def test_tasks_are_found_by_status(client: TestClient, key: Headers) -> None:
    first, second = create(client, key), create(client, key)
    client.post(f"/v1/tasks/{first['id']}/complete", headers=key)
    for status, expected in (("open", second), ("completed", first)):
        page = client.get("/v1/tasks", headers=key, params={"status": status}).json()
        assert page["total"] == 1
        assert [task["id"] for task in page["items"]] == [expected["id"]]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "offset=-1", "offset=1000001", "status=done"])
def test_a_bad_page_is_refused(client: TestClient, key: Headers, query: str) -> None:
    assert client.get(f"/v1/tasks?{query}", headers=key).status_code == 422
