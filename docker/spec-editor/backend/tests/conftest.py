"""The app and the repository's stand-in GitHub (test/support/github-stand-in): a program of its own, not GitHub."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from editor import create_app
from editor.settings import Settings

TOKEN = 'ghp_canary"with@odd%signs'
STAND_IN = Path(__file__).parents[4] / "test" / "support" / "github-stand-in" / "server.mjs"

Make = Callable[..., "Browser"]


class StandIn:
    """The stand-in GitHub and its controls."""

    def __init__(self, url: str) -> None:
        self.url = url

    def control(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/stand-in/{path}", data=data, method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def mode(self, **mode: Any) -> None:
        self.control("PUT", "mode", mode)

    def write(self, path: str, text: str) -> None:
        self.control("PUT", "file", {"path": path, "text": text})

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.control("GET", "state")
        return state

    def file(self, path: str) -> str:
        return str(self.state()["branches"]["main"]["files"][path])


class _Inputs(HTMLParser):
    """What a browser would send of the page's first form with a text, and the page's form token."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "textarea":
            self._area, self.values[name] = name, ""
        if tag == "input" and name and (found.get("type") != "checkbox" or "checked" in found):
            self.values[name] = found.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # As browsers do: the first line break after the tag is not part of the text.
            self.values[self._area] = self.values[self._area].removeprefix("\n")
            self._area = ""


@dataclass
class Browser:
    """Reads a page's form, changes some of it and sends it, as a person's browser does."""

    client: FlaskClient

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def inputs(self, page: TestResponse) -> dict[str, str]:
        parser = _Inputs()
        parser.feed(page.text)
        return parser.values

    def send(self, page: TestResponse, path: str, without: str = "", **changes: str) -> TestResponse:
        form = {**self.inputs(page), **changes}
        form.pop(without, None)
        return self.client.post(path, data=form)


@pytest.fixture(scope="session")
def _stand_in() -> Iterator[StandIn]:
    command = ["node", str(STAND_IN), "--host", "127.0.0.1", "--token", TOKEN, "--specs-path", "demo/infra"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    port = json.loads(process.stdout.readline())["port"]
    yield StandIn(f"http://127.0.0.1:{port}")
    process.terminate()
    process.wait(5)


@pytest.fixture
def github(_stand_in: StandIn) -> StandIn:
    _stand_in.control("POST", "reset", {})
    return _stand_in


@pytest.fixture
def make(github: StandIn) -> Make:
    """Builds the app; keyword arguments replace settings."""

    def build(**changes: Any) -> Browser:
        watching = bool(changes.pop("watching", False))
        settings = replace(Settings(token=TOKEN, api_url=github.url), **changes)
        return Browser(create_app(settings, watching).test_client())

    return build


@pytest.fixture
def browser(make: Make) -> Browser:
    return make()
