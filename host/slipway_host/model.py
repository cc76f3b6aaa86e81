"""`release.json`: what a release is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Optional

from .errors import Failure


class Secret:
    """Where a secret lies: the whole of a Secrets Manager entry, or one key of the JSON in it."""

    def __init__(self, arn: str, key: Optional[str], label: Optional[str]) -> None:
        self.arn = arn
        self.key = key
        self.label = label or "AWSCURRENT"


class Service:
    """What the host must know of a service beyond its Compose definition."""

    def __init__(self, name: str, raw: dict[str, Any]) -> None:
        self.name = name
        self.copies = int(raw.get("copies", 1))
        self.writable = bool(raw.get("writable", False))
        port = raw.get("port")
        self.port: Optional[int] = int(port) if port is not None else None
        health = raw.get("health")
        self.health: Optional[str] = str(health) if health else None
        self.stop_seconds = float(raw.get("stopSeconds", 10))
        self.start_seconds = float(raw.get("startSeconds", 60))
        self.secrets = {
            env: Secret(one["arn"], one.get("key"), one.get("label"))
            for env, one in sorted((raw.get("secrets") or {}).items())
        }


class Route:
    """What the proxy sends to a service: requests to a port of the host, or those for a domain, by TLS."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.service = str(raw["service"])
        self.port: Optional[int] = int(raw["port"]) if raw.get("port") is not None else None
        self.domain: Optional[str] = raw.get("domain")


class Release:
    """A release as its bundle describes it."""

    def __init__(self, raw: dict[str, Any], compose: dict[str, Any]) -> None:
        self.app = str(raw["app"])
        self.id = str(raw["release"])
        self.keep = int(raw.get("keep", 3))
        self.min_free_mib = int(raw.get("minFreeMiB", 1024))
        self.services = {name: Service(name, one) for name, one in sorted(raw["services"].items())}
        self.jobs = [str(job) for job in raw.get("jobs") or []]
        self.routes = [Route(one) for one in raw.get("routes") or []]
        self.region: Optional[str] = raw.get("region")
        self.registries = [str(one) for one in raw.get("registries") or []]
        self.log_group: Optional[str] = raw.get("logGroup") or None
        #: What the host is called among CloudWatch's numbers; None where no alarm watches the app.
        self.watched_as: Optional[str] = raw.get("watchedAs") or None
        self.proxy_image: Optional[str] = (raw.get("proxy") or {}).get("image")
        self.compose = compose
        self._check()

    def _check(self) -> None:
        for name in [*self.services, *self.jobs]:
            if name not in self.compose.get("services", {}):
                raise Failure(f"release.json names {name}, which compose.json does not have: the bundle is broken")
        for route in self.routes:
            service = self.services.get(route.service)
            if service is None or service.port is None:
                raise Failure(
                    f"a route leads to {route.service}, which has no port in release.json: the bundle is broken"
                )

    @property
    def running(self) -> list[str]:
        """The services that run on: all but the jobs."""
        return [name for name in self.services if name not in self.jobs]

    @property
    def stateful(self) -> list[str]:
        return [name for name in self.running if self.services[name].writable]

    @property
    def stateless(self) -> list[str]:
        return [name for name in self.running if not self.services[name].writable]

    @property
    def domains(self) -> list[str]:
        return sorted({route.domain for route in self.routes if route.domain is not None})

    @property
    def images(self) -> list[str]:
        images = {one["image"] for one in self.compose["services"].values() if "image" in one}
        return sorted(images | ({self.proxy_image} if self.proxy_image else set()))


def load(folder: Path) -> Release:
    """Reads an unpacked bundle."""
    try:
        raw = json.loads((folder / "release.json").read_text("utf-8"))
        compose = json.loads((folder / "compose.json").read_text("utf-8"))
        return Release(raw, compose)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Failure(f"{folder}: not a bundle of a release: {type(error).__name__}: {error}") from error
