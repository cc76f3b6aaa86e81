"""GitHub failing in its ways, and the token staying out of sight."""

from __future__ import annotations

import base64
import logging
import time
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from actionspec.settings import Settings

from .conftest import SPEC, TOKEN, Make
from .stand_in import Scripted, StandInGitHub

TREE = "GET /repos/trakrf/action-spec/git/trees/main"
LIMITS = {"X-RateLimit-Limit": "5000", "X-RateLimit-Reset": str(int(time.time()) + 1800)}


def test_without_a_token_it_starts_and_says_so(make: Make, github: StandInGitHub) -> None:
    settings = Settings.from_environment({})
    client = make(token="", token_problem=settings.token_problem)
    health = client.get("/health")
    assert health.status_code == 200
    assert health.get_json()["github"]["token"] == "missing"
    answer = client.get("/api/specs")
    assert answer.status_code == 503
    error = answer.get_json()["error"]
    assert error["code"] == "token_missing" and error["cause"] == "GH_TOKEN is not set."
    assert "Set GH_TOKEN" in error["action"]
    assert github.seen == []


def test_a_token_with_a_line_break_is_never_used_nor_shown() -> None:
    settings = Settings.from_environment({"GH_TOKEN": "ghp_secret\nX-Evil: 1"})
    assert settings.token == ""
    assert "line breaks" in settings.token_problem
    assert "ghp_secret" not in repr(settings)


def test_bad_token(client: FlaskClient, github: StandInGitHub) -> None:
    github.answers = {TREE: Scripted(401, {"message": f"Bad credentials {TOKEN}"})}
    answer = client.get("/api/specs")
    assert answer.status_code == 502
    assert answer.get_json()["error"]["code"] == "bad_token"
    assert client.get("/health").get_json()["github"]["last_answer"] == "bad_token"


def test_rate_limit_is_told_with_its_end_and_seen_in_health(client: FlaskClient, github: StandInGitHub) -> None:
    headers = {**LIMITS, "X-RateLimit-Remaining": "0"}
    github.answers = {TREE: Scripted(403, {"message": "API rate limit exceeded"}, headers)}
    answer = client.get("/api/specs")
    error = answer.get_json()["error"]
    assert answer.status_code == 503 and error["code"] == "rate_limited"
    assert 1700 < error["retry_after"] <= 1800
    assert answer.headers["Retry-After"] == str(error["retry_after"])
    asked = len(github.seen)
    health = client.get("/health").get_json()["github"]
    assert health["rate_limit"]["exhausted"] is True and health["last_answer"] == "rate_limited"
    assert len(github.seen) == asked, "a probe must not call GitHub"


def test_secondary_rate_limit_uses_retry_after(client: FlaskClient, github: StandInGitHub) -> None:
    github.answers = {TREE: Scripted(429, {"message": "slow down"}, {"Retry-After": "30"})}
    assert client.get("/api/specs").get_json()["error"]["retry_after"] == 30


def test_missing_permission_is_not_called_a_rate_limit(client: FlaskClient, github: StandInGitHub) -> None:
    headers = {**LIMITS, "X-RateLimit-Remaining": "4000"}
    github.answers = {TREE: Scripted(403, {"message": "Resource not accessible"}, headers)}
    error = client.get("/api/specs").get_json()["error"]
    assert error["code"] == "token_lacks_access" and "Resource not accessible" in error["cause"]


def test_slow_github_ends_within_the_budget(make: Make, github: StandInGitHub) -> None:
    github.answers = {TREE: Scripted(body={}, delay=3)}
    start = time.monotonic()
    answer = make(github_budget_seconds=0.5).get("/api/specs")
    assert time.monotonic() - start < 2
    assert answer.status_code == 504
    assert answer.get_json()["error"]["cause"] == "GitHub did not answer within 0.5 seconds."


def test_the_budget_ends_before_gunicorn_ends_the_worker() -> None:
    assert 50 < Settings().github_budget_seconds < 60


def test_unreachable_github(make: Make) -> None:
    answer = make(api_url="http://127.0.0.1:1").get("/api/specs")
    assert answer.status_code == 502
    assert answer.get_json()["error"]["code"] == "github_unreachable"


def test_an_html_answer_is_an_error_in_words(client: FlaskClient, github: StandInGitHub) -> None:
    github.answers = {TREE: Scripted(502, None)}
    assert client.get("/api/specs").get_json()["error"]["cause"].startswith("GitHub answered 502.")


def test_the_token_is_in_no_answer_and_no_log_line(
    make: Make, github: StandInGitHub, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    github.answers = {
        TREE: [Scripted(401, {"message": TOKEN}), Scripted(422, {"message": f"x {TOKEN}"}), Scripted(body=[TOKEN])]
    }
    client = make()
    shown = [client.get("/api/specs").get_data(as_text=True) for _ in range(3)]
    shown += [client.get(path).get_data(as_text=True) for path in ("/health", "/api/config", "/nix")]
    logging.getLogger("any").warning("headers: %s", {"Authorization": f"Bearer {TOKEN}"})
    try:
        raise ValueError(f"Invalid header value b'Bearer {TOKEN}'")
    except ValueError:
        logging.getLogger("any").exception("unexpected")
    shown += [caplog.text, *capsys.readouterr()]
    shown += [str(record.__dict__.get("exc_text")) for record in caplog.records]
    assert "[redacted]" in caplog.text
    for form in (TOKEN, quote(TOKEN, safe=""), base64.b64encode(TOKEN.encode()).decode()):
        assert not any(form in text for text in shown)


def test_writes_from_another_site_are_refused(client: FlaskClient) -> None:
    edit = {"text": SPEC, "sha": "s"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.put("/api/specs/advworks/dev", json=edit, headers=headers).status_code == 403
    own = client.put("/api/specs/advworks/dev", json=edit, headers={"Origin": "http://localhost"})
    assert own.status_code != 403
