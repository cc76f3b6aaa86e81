"""What the tests share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

from slipway_host.command import Result, Runner
from slipway_host.model import Release


def release(compose: Optional[dict[str, Any]] = None, **manifest: Any) -> Release:
    """A release with a web service in two copies, a store with data, and a job."""
    raw: dict[str, Any] = {
        "app": "shop",
        "release": "0123456789abcdef0123",
        "services": {
            "web": {"copies": 2, "port": 8000, "health": "/health", "secrets": {"TOKEN": {"arn": "a", "key": "token"}}},
            "store": {"writable": True, "port": None, "health": None},
            "migrate": {"port": None},
        },
        "jobs": ["migrate"],
        "routes": [{"service": "web", "port": 80}],
        "proxy": {"image": "registry/caddy@sha256:1"},
    }
    model: dict[str, Any] = {
        "services": {
            "web": {
                "image": "registry/app@sha256:2",
                "environment": {"PRICE": "5$$"},
                "restart": "unless-stopped",
                "container_name": "web",
                "depends_on": {"store": {"condition": "service_healthy"}, "migrate": {"condition": "service_started"}},
            },
            "store": {"image": "registry/app@sha256:2", "networks": {"back": {"aliases": ["db"]}, "default": None}},
            "migrate": {"image": "registry/app@sha256:2", "depends_on": ["store"], "restart": "always"},
        },
        "networks": {"back": {"internal": True, "name": "fixed", "ipam": {}}},
        "volumes": {"notes": {}},
    }
    return Release({**raw, **manifest}, {**model, **(compose or {})})


class FakeRunner(Runner):
    """Answers what it is told to, in order, and keeps what it was asked."""

    def __init__(self, *answers: Result) -> None:
        super().__init__()
        self.answers = list(answers)
        self.asked: list[list[str]] = []

    def ask(
        self,
        args: Sequence[str],
        stdin: Optional[str] = None,
        env: Optional[Mapping[str, str]] = None,
        timeout: Optional[float] = None,
        quiet: bool = False,
    ) -> Result:
        self.asked.append(list(args))
        return self.answers.pop(0) if self.answers else Result(0, "", "")
