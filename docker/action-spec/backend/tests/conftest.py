"""An app wired to the stand-in GitHub."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from actionspec import configure
from actionspec.settings import Settings

from .stand_in import Scripted, StandInGitHub

TOKEN = "ghp_canary$with@odd%signs"
SPEC = """apiVersion: v1
kind: Pod
metadata:
  customer: advworks
  environment: dev
spec:
  compute:
    instance_name: web5
    instance_type: t4g.nano
  security:
    waf:
      enabled: false
"""

Make = Callable[..., FlaskClient]


def content(text: str, sha: str = "sha-1") -> Scripted:
    """GitHub's answer for a file."""
    encoded = base64.b64encode(text.encode()).decode()
    return Scripted(body={"content": encoded, "sha": sha, "html_url": "https://github.example/blob"})


@pytest.fixture
def github() -> Iterator[StandInGitHub]:
    stand_in = StandInGitHub()
    yield stand_in
    stand_in.close()


@pytest.fixture
def make(github: StandInGitHub, tmp_path: Path) -> Make:
    """Builds a client; keyword arguments replace settings."""
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html><title>Specs</title>")
    (static / "assets" / "index-abc123.js").write_text("export {};")

    def build(**changes: Any) -> FlaskClient:
        settings = Settings(token=TOKEN, api_url=github.url, status_file=tmp_path / "status.json")
        app = Flask("test", static_folder=str(static), static_url_path="")
        configure(app, replace(settings, **changes))
        return app.test_client()

    return build


@pytest.fixture
def client(make: Make) -> FlaskClient:
    return make()
