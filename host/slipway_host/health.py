"""Whether what was started serves."""

from __future__ import annotations

import calendar
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any, Optional

from .derive import Ports
from .docker import Docker, name_of
from .errors import Failure
from .model import Release

#: A container without a check of its own counts as started once it has run this long.
SETTLED_S = 2.0
_MANY_RESTARTS = 3
_PAUSE_S = 0.25

# The host's own proxy settings must not stand between it and its containers.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def wait_for(release: Release, docker: Docker, project: str, services: Sequence[str], ports: Ports) -> None:
    """Waits until containers are healthy and answer by HTTP, or raises with the last log lines of one that does not."""
    patience = max((release.services[name].start_seconds for name in services), default=0)
    until = time.monotonic() + patience
    while True:
        containers = [one for one in docker.inspect(docker.project_containers(project)) if name_of(one) in services]
        waits = {name_of(one): waiting(one) for one in containers}
        waits.update({name: "has no container" for name in services if name not in waits})
        reasons = {name: reason for name, reason in waits.items() if reason}
        hopeless = [one for one in containers if is_hopeless(one)]
        if hopeless or time.monotonic() >= until:
            if hopeless or reasons:
                raise _failure(docker, hopeless or containers, reasons, patience)
            break
        if not reasons:
            break
        time.sleep(_PAUSE_S)
    for name in services:
        _wait_for_answers(release, docker, project, name, ports.get(name, []), until)


def waiting(container: dict[str, Any]) -> str:
    """What a container still lacks; nothing when it serves."""
    state = container["State"]
    status = state["Status"]
    if status != "running":
        return f"is {status} (exit code {state.get('ExitCode')})"
    health = (state.get("Health") or {}).get("Status")
    if health in ("starting", "unhealthy"):
        return f"is {health}{_last_check(state)}"
    if health is None and _seconds_up(state) < SETTLED_S * (5 if container.get("RestartCount", 0) else 1):
        return "has run for a moment only"
    return ""


def is_hopeless(container: dict[str, Any]) -> bool:
    """Waiting longer would change nothing."""
    state = container["State"]
    policy = ((container.get("HostConfig") or {}).get("RestartPolicy") or {}).get("Name", "no")
    if state["Status"] in ("exited", "dead"):
        return policy in ("", "no") or (policy == "on-failure" and state.get("ExitCode") == 0)
    if (state.get("Health") or {}).get("Status") == "unhealthy":
        return True
    return int(container.get("RestartCount", 0)) >= _MANY_RESTARTS


def answers(port: int, path: str, timeout: float = 5) -> str:
    """Nothing where the answer is a good one, otherwise what is wrong with it."""
    try:
        with _open(f"http://127.0.0.1:{port}{path}", timeout=timeout) as answer:
            return "" if 200 <= answer.status < 300 else f"answers {answer.status}"
    except urllib.error.HTTPError as error:
        return f"answers {error.code}"
    except (OSError, ValueError) as error:
        return f"does not answer: {getattr(error, 'reason', error)}"


def _wait_for_answers(
    release: Release, docker: Docker, project: str, name: str, ports: Sequence[int], until: float
) -> None:
    path = release.services[name].health
    if path is None:
        return
    for port in ports:
        while True:
            reason = answers(port, path)
            if not reason:
                break
            if time.monotonic() >= until:
                containers = [one for one in docker.inspect(docker.project_containers(project)) if name_of(one) == name]
                raise _failure(docker, containers, {name: f"{path} {reason}"}, release.services[name].start_seconds)
            time.sleep(_PAUSE_S)


def _failure(docker: Docker, containers: Sequence[dict[str, Any]], reasons: dict[str, str], patience: float) -> Failure:
    bad = [one for one in containers if name_of(one) in reasons] or list(containers)
    told = "; ".join(f"{name} {reason}" for name, reason in sorted(reasons.items()))
    if not told:
        told = "; ".join(f"{name_of(one)} {_hopeless_reason(one)}" for one in bad)
    lines = [f"{name_of(one)}: {docker.runner.redact(line)}" for one in bad for line in docker.logs(one["Id"])]
    return Failure(f"the new release does not serve (start time {patience:.0f} s): {told}", lines)


def _hopeless_reason(container: dict[str, Any]) -> str:
    count = int(container.get("RestartCount", 0))
    return f"was restarted {count} times" if count else waiting(container)


def _last_check(state: dict[str, Any]) -> str:
    checks: list[dict[str, Any]] = (state.get("Health") or {}).get("Log") or []
    said = str(checks[-1].get("Output", "")).strip().splitlines() if checks else []
    return f": its check says {said[-1][:200]!r}" if said else ""


def _seconds_up(state: dict[str, Any]) -> float:
    started: Optional[str] = state.get("StartedAt")
    if not started:
        return 0
    # 2026-11-21T10:59:12.498377098Z: Python 3.9 reads no nanoseconds and no Z.
    return time.time() - calendar.timegm(time.strptime(started[:19], "%Y-%m-%dT%H:%M:%S"))
