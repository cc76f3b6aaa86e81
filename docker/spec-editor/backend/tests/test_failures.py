"""The document's edge cases, and the token staying out of sight."""

from __future__ import annotations

import base64
import json
import logging
import time
from urllib.parse import quote

import pytest

from editor.logs import JsonLines
from editor.masking import Mask
from editor.settings import Settings

from .conftest import TOKEN, Browser, Make, StandIn


def test_without_a_token_it_serves_and_pages_say_500_and_why(make: Make, github: StandIn) -> None:
    browser = make(token="", faults=Settings.from_environment({}).faults)
    for path in ("/", "/pods/advworks/dev", "/runs/1"):
        page = browser.get(path)
        assert page.status_code == 500
        assert "GH_TOKEN is not set, so nothing can be asked of GitHub." in page.text
        assert "scopes repo and workflow" in page.text
    health = browser.get("/health")
    assert (health.status_code, health.get_json()["status"], health.get_json()["problem"]["code"]) == (
        200,
        "degraded",
        "no_token",
    )
    assert github.state()["requests"] == []


def test_a_bad_setting_is_told_like_a_missing_token(make: Make) -> None:
    for name, value, said in (
        ("GITHUB_API_URL", "ftp:/x", "an http or https address"),
        ("GH_REPO", "nix", "owner/name"),
    ):
        settings = Settings.from_environment({"GH_TOKEN": TOKEN, name: value})
        browser = make(api_url=settings.api_url, repo=settings.repo, faults=settings.faults, watching=True)
        page = browser.get("/")
        assert page.status_code == 500 and f"{name} must be {said}, and is" in page.text
        assert browser.get("/health").get_json()["problem"]["code"] == "bad_setting"


def test_a_bad_token_is_seen_in_health_before_any_page_is_opened(make: Make, github: StandIn) -> None:
    github.mode(revoked=True)
    browser = make(watching=True, watch_seconds=0.05)
    _until(lambda: browser.get("/health").get_json().get("problem", {}).get("code") == "bad_token")
    health = browser.get("/health").get_json()
    assert health["status"] == "degraded" and "401 Bad credentials" in health["problem"]["message"]
    page = browser.get("/")
    assert page.status_code == 502 and "GitHub does not accept the token" in page.text
    github.mode()
    _until(lambda: browser.get("/health").get_json()["status"] == "healthy")


def test_a_used_up_rate_limit_is_seen_in_health(make: Make, github: StandIn) -> None:
    browser = make(watching=True, watch_seconds=0.05)
    _until(lambda: browser.get("/health").get_json()["github"].get("rate_limit", {}).get("remaining") == 5000)
    github.mode(rateLimited=True)
    _until(lambda: browser.get("/health").get_json()["status"] == "degraded")
    health = browser.get("/health")
    assert health.status_code == 200 and health.get_json()["problem"]["code"] == "rate_limited"
    assert health.get_json()["github"]["rate_limit"]["remaining"] == 0
    page = browser.get("/")
    assert page.status_code == 503 and "GitHub answers again from" in page.text
    assert 1700 < int(page.headers["Retry-After"]) <= 1800


def test_a_token_that_may_not_write(make: Make, github: StandIn) -> None:
    browser = make()
    page = browser.get("/pods/advworks/dev")
    github.mode(forbidden=True)
    answer = browser.send(page, "/pods/advworks/dev/deploy")
    assert answer.status_code == 502 and "The token may not do this in trakrf/action-spec (403)." in answer.text


def test_a_slow_and_an_absent_github(make: Make, github: StandIn) -> None:
    github.mode(slowMs=3000)
    begun = time.monotonic()
    slow = make(call_seconds=1).get("/")
    assert time.monotonic() - begun < 2.5
    assert slow.status_code == 504 and "GitHub did not answer within 1 seconds." in slow.text
    absent = make(api_url="http://127.0.0.1:1").get("/")
    assert absent.status_code == 502 and "GitHub cannot be reached at http://127.0.0.1:1" in absent.text


def test_the_longest_page_ends_before_gunicorn_ends_it() -> None:
    assert 5 * Settings().call_seconds < 60


def test_the_token_is_in_no_page_and_no_log_line(
    make: Make, github: StandIn, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(JsonLines(Mask(TOKEN)))
    github.mode(revoked=True)  # this stand-in repeats the token in its refusal
    browser = make()
    shown = [browser.get(path).text for path in ("/", "/pods/advworks/dev", "/health", "/metrics", "/nix")]
    logging.getLogger("any").warning("headers: %s", {"Authorization": f"Bearer {TOKEN}"})
    try:
        raise ValueError(f"Invalid header value b'Bearer {TOKEN}'")
    except ValueError:
        logging.getLogger("any").exception("unexpected")
    logging.getLogger("any").info("request", extra={"fields": {"path": f"/x/{TOKEN}"}})
    shown += [caplog.text, *capsys.readouterr()]
    assert caplog.text.count("(hidden)") >= 3
    spellings = (TOKEN, quote(TOKEN, safe=""), base64.b64encode(TOKEN.encode()).decode(), json.dumps(TOKEN)[1:-1])
    assert [spelling for spelling in spellings for text in shown if spelling in text] == []
    for line in caplog.text.splitlines():
        assert json.loads(line)["message"]


def test_the_spellings_would_be_found() -> None:
    assert Mask("")("nothing to hide") == "nothing to hide"
    assert Mask(TOKEN)(f"a {TOKEN} b {quote(TOKEN, safe='')}") == "a (hidden) b (hidden)"


def test_settings() -> None:
    given = Settings.from_environment({"GH_TOKEN": " t ", "SPECS_PATH": "", "GH_REPO": ""})
    assert (given.token, given.repo, given.specs_path, given.branch) == (
        "t",
        "trakrf/action-spec",
        "demo/infra",
        "main",
    )
    assert given.faults == ()
    bad = Settings.from_environment({"GH_TOKEN": "a\nb", "GH_REPO": "nix", "GITHUB_API_URL": "ftp:/x"})
    assert bad.token == "" and "a\nb" not in repr(bad)
    assert bad.faults == (
        "GH_TOKEN has a blank, a line break or another character that no token has",
        'GH_REPO must be owner/name, and is "nix"',
        'GITHUB_API_URL must be an http or https address, and is "ftp:/x"',
    )


def _until(holds: object, seconds: float = 5) -> None:
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.02)
