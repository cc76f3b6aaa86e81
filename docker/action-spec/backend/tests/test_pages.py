"""The page, its assets, and the border between pages and API."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from actionspec.settings import Settings

from .conftest import Make


def test_root_and_unknown_pages_are_the_page(client: FlaskClient) -> None:
    for path in ("/", "/specs/advworks/dev", "/nonexistent-page", "/apiary"):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "text/html"), path
        assert answer.headers["Cache-Control"] == "no-cache"


def test_assets_have_their_type_and_a_long_life(client: FlaskClient) -> None:
    answer = client.get("/assets/index-abc123.js")
    assert answer.status_code == 200
    assert answer.mimetype in ("text/javascript", "application/javascript")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_missing_asset_is_not_a_page(client: FlaskClient) -> None:
    answer = client.get("/assets/index-old.js")
    assert (answer.status_code, answer.mimetype) == (404, "application/json")
    assert "immutable" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/api/nix", "/api/", "/api/specs/a", "/api/specs/a/b/c/d", "/api/index.html"])
def test_unknown_api_paths_are_json(client: FlaskClient, method: str, path: str) -> None:
    answer = client.open(path, method=method.upper())
    assert (answer.status_code, answer.mimetype) == (404, "application/json")
    assert answer.get_json()["error"]["code"] == "unknown_path"


def test_the_bare_api_path_is_no_page(client: FlaskClient) -> None:
    answer = client.get("/api", follow_redirects=True)
    assert (answer.status_code, answer.mimetype) == (404, "application/json")


def test_security_headers_are_everywhere(client: FlaskClient) -> None:
    for path in ("/", "/health", "/api/nix", "/assets/index-abc123.js"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_health_has_the_release_when_there_is_one(make: Make) -> None:
    assert "release" not in make().get("/health").get_json()
    body = make(release="r-42").get("/health").get_json()
    assert (body["status"], body["release"]) == ("healthy", "r-42")


def test_environment_defaults_and_overrides() -> None:
    settings = Settings.from_environment({"GH_TOKEN": "t"})
    assert (settings.repo, settings.specs_path, settings.branch) == ("trakrf/action-spec", "infra", "main")
    assert settings.api_url == "https://api.github.com" and settings.warnings == ()
    other = Settings.from_environment(
        {"GH_TOKEN": "t", "GH_REPO": "a/b", "SPECS_PATH": "/demo/infra/", "WORKFLOW_BRANCH": "trunk"}
    )
    assert (other.repo, other.specs_path, other.branch) == ("a/b", "demo/infra", "trunk")


def test_bad_settings_warn_with_the_value() -> None:
    settings = Settings.from_environment({"GH_TOKEN": "t", "GH_REPO": "nix", "GITHUB_API_URL": "ftp:/x"})
    assert settings.warnings == (
        'GH_REPO must look like "owner/name"; it is "nix".',
        'GITHUB_API_URL must be an http(s) address; it is "ftp:/x".',
    )
