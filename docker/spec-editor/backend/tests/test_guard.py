"""Who may write, what browsers are told, and what is counted."""

from __future__ import annotations

import pytest

from .conftest import Browser, Make, StandIn

POD = "/pods/advworks/dev"


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_another_sites_form_is_refused(browser: Browser, github: StandIn, headers: dict[str, str]) -> None:
    form = browser.inputs(browser.get(POD))
    answer = browser.client.post(f"{POD}/deploy", data=form, headers=headers)
    assert answer.status_code == 403 and "Nothing was done." in answer.text
    assert github.state()["dispatches"] == []
    own = browser.client.post(f"{POD}/deploy", data=form, headers={"Origin": "http://localhost"})
    assert own.status_code == 303


def test_a_form_without_its_token_or_from_another_browser_is_refused(make: Make, github: StandIn) -> None:
    one, other = make(), make()
    form = one.inputs(one.get(POD))
    assert other.client.post(f"{POD}/deploy", data=form).status_code == 403
    assert one.client.post(f"{POD}/deploy", data={}).status_code == 403
    assert github.state()["dispatches"] == []


def test_a_form_survives_a_new_release(make: Make) -> None:
    old, new = make(), make()
    form = old.inputs(old.get(POD))
    cookie = old.client.get_cookie("spec_editor_form")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"
    new.client.set_cookie("spec_editor_form", cookie.value)
    assert new.client.post(f"{POD}/deploy", data=form).status_code == 303


def test_headers(browser: Browser, make: Make) -> None:
    for path in ("/", "/health", "/nix", "/static/style.css"):
        headers = browser.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
    assert browser.get("/").headers["Cache-Control"] == "no-store"
    page = browser.get("/").text
    asset = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in browser.get(asset).headers["Cache-Control"]
    assert "immutable" not in browser.get("/static/style.css").headers["Cache-Control"]
    assert "Secure" not in make().get("/").headers["Set-Cookie"]
    assert "Secure" in make().get("/", headers={"X-Forwarded-Proto": "https"}).headers["Set-Cookie"]


def test_markup_of_a_spec_is_text(browser: Browser, github: StandIn) -> None:
    github.write("demo/infra/advworks/dev/spec.yml", "note: '</textarea><script>alert(1)</script>'\n")
    for path in (POD, f"{POD}?view=yaml"):
        assert "<script>alert" not in browser.get(path).text


def test_metrics(browser: Browser) -> None:
    browser.get("/")
    browser.get("/nix")
    browser.send(browser.get(POD), f"{POD}/deploy")
    text = browser.get("/metrics").text
    assert 'spec_editor_requests_total{method="GET",route="/",status="200"} 1.0' in text
    assert 'spec_editor_requests_total{method="GET",route="unknown",status="404"} 1.0' in text
    assert 'spec_editor_actions_total{action="deploy"} 1.0' in text
    assert 'spec_editor_github_answers_total{outcome="ok"}' in text
    assert "spec_editor_github_calls_left 49" in text


def test_too_large_a_form_is_refused(browser: Browser) -> None:
    assert browser.client.post(f"{POD}/save", data={"text": "x" * 600_000}).status_code == 413


def test_health_names_the_release(make: Make) -> None:
    assert "release" not in make().get("/health").get_json()
    assert make(release="r-42").get("/health").get_json()["release"] == "r-42"
