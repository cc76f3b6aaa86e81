"""Compose models of a release: what `docker compose` is given, out of the bundle's model, with secrets and ports."""

from __future__ import annotations

import copy
import os
from typing import Any

from .model import Release
from .secrets import Values

#: Keeps jobs out of `up`; `run` starts them by name.
JOB_PROFILE = "slipway-job"

#: Ports on the loopback interface by service, one for each copy, in a row.
Ports = dict[str, list[int]]

#: Keys that only hold for one project at a time, or that the image already answers.
_LEFT_OUT = ("build", "container_name", "ports", "profiles", "scale", "external_links", "links", "env_file")


def release_model(release: Release, values: Values, ports: Ports) -> dict[str, Any]:
    """The project that stands next to the one of the release before: services without a writable volume, and jobs."""
    members = [*release.stateless, *release.jobs]
    services = {name: _service(release, name, values, ports, members) for name in members}
    for job in release.jobs:
        services[job] = {**services[job], "profiles": [JOB_PROFILE], "restart": "no"}
    return _model(release, services)


def state_model(release: Release, values: Values, ports: Ports) -> dict[str, Any]:
    """The project that all releases share: services that write to a volume, never two of one at a time."""
    members = release.stateful
    return _model(release, {name: _service(release, name, values, ports, members) for name in members})


def volume_name(app: str, volume: str) -> str:
    """A named volume of an app: the same in all its projects."""
    return f"slipway-{app}_{volume}"


def volumes_of(release: Release) -> list[str]:
    """Named volumes in use, by their names in Docker."""
    return [volume_name(release.app, name) for name in sorted(release.compose.get("volumes") or {})]


def networks_of(release: Release, service: str) -> dict[str, list[str]]:
    """The networks of a service with the names that it has there."""
    raw = release.compose["services"][service].get("networks") or {"default": None}
    named = raw if isinstance(raw, dict) else dict.fromkeys(raw)
    return {name: [service, *((options or {}).get("aliases") or [])] for name, options in sorted(named.items())}


def _model(release: Release, services: dict[str, Any]) -> dict[str, Any]:
    used = {name for service in services for name in networks_of(release, service)}
    networks = release.compose.get("networks") or {}
    # Names and address ranges are one project's own: two releases stand side by side.
    kept = {
        name: {
            key: value for key, value in (networks.get(name) or {}).items() if key not in ("name", "ipam", "external")
        }
        for name in sorted(used)
    }
    volumes = {
        name: {"name": volume_name(release.app, name), "external": True}
        for name in release.compose.get("volumes") or {}
    }
    return {"services": services, "networks": kept, "volumes": volumes}


def _service(release: Release, name: str, values: Values, ports: Ports, members: list[str]) -> dict[str, Any]:
    raw = {key: value for key, value in release.compose["services"][name].items() if key not in _LEFT_OUT}
    made: dict[str, Any] = copy.deepcopy(raw)
    # Jobs have run by then, and services with a volume run in a project of their own.
    waits = {other: how for other, how in _depends_on(made).items() if other in members and other not in release.jobs}
    made.pop("depends_on", None)
    if waits:
        made["depends_on"] = waits
    if release.log_group and "logging" not in made:
        made["logging"] = _logging(release, name)
    made["environment"] = {**_environment(made), **{env: literal(value) for env, value in values.get(name, {}).items()}}
    service = release.services.get(name)
    if service is not None and name not in release.jobs:
        made["deploy"] = {**(made.get("deploy") or {}), "replicas": service.copies}
        if service.port is not None and name in ports:
            first, last = ports[name][0], ports[name][-1]
            published = str(first) if first == last else f"{first}-{last}"
            made["ports"] = [{"host_ip": "127.0.0.1", "target": service.port, "published": published}]
    return made


def _logging(release: Release, service: str) -> dict[str, Any]:
    """CloudWatch, as long as it takes what is sent: a container never waits for its log."""
    options = {
        "awslogs-group": release.log_group,
        "awslogs-region": release.region,
        "tag": f"{release.app}/{service}/{{{{.ID}}}}",
        "mode": "non-blocking",
        "max-buffer-size": "4m",
    }
    # The AWS CLI's own variable: Docker does not know it.
    endpoint = os.environ.get("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS")
    if endpoint:
        options["awslogs-endpoint"] = endpoint
    return {"driver": "awslogs", "options": options}


def _depends_on(service: dict[str, Any]) -> dict[str, Any]:
    raw = service.get("depends_on") or {}
    return raw if isinstance(raw, dict) else {name: {"condition": "service_started"} for name in raw}


def dependencies(release: Release, names: list[str]) -> set[str]:
    """All that services wait for, and what that waits for."""
    found: set[str] = set()
    todo = list(names)
    while todo:
        for other in _depends_on(release.compose["services"][todo.pop()]):
            if other not in found:
                found.add(other)
                todo.append(other)
    return found


def _environment(service: dict[str, Any]) -> dict[str, Any]:
    raw = service.get("environment") or {}
    if isinstance(raw, dict):
        return dict(raw)
    return dict(line.split("=", 1) if "=" in line else (line, None) for line in raw)


def literal(value: str) -> str:
    """Compose reads `$` as the beginning of a variable, which a bundle has doubled; in a secret it is a character."""
    return value.replace("$", "$$")
