"""The numbers that alarms watch: pure functions of what Docker and the file systems say."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from .docker import name_of
from .health import waiting
from .model import Release

#: How CloudWatch and the alarms know them (`components/alarms/host-numbers.ts`).
NAMESPACE = "Slipway/Host"
DISK = "DiskUsedPercent"
RESTARTS = "ContainerRestarts"
UNHEALTHY = "UnhealthyCopies"

#: What the last report knew of each container, by its id: how often Docker had restarted it, when it had ended at last.
Memory = dict[str, dict[str, Any]]
#: Under any other policy Docker starts what ends; a container that stays ended was stopped by somebody.
_MAY_END = ("", "no", "on-failure")

Container = dict[str, Any]


class Trouble:
    """Copies of a service that do not serve."""

    def __init__(self, service: str, missing: int, wanted: int, reasons: Sequence[str]) -> None:
        self.missing = missing
        told = ", ".join(sorted(set(reasons))) or "not there"
        self.text = f"{service}: {missing} of {wanted} {'copy' if wanted == 1 else 'copies'} without health: {told}"


def percent_used(stat: os.statvfs_result) -> float:
    """How full a file system is, as `df` has it: of blocks or of inodes, whichever there are fewer of."""
    used = stat.f_blocks - stat.f_bfree
    blocks = _percent(used, used + stat.f_bavail)
    return max(blocks, _percent(stat.f_files - stat.f_ffree, stat.f_files))


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole > 0 else 0.0


def remembered(containers: Sequence[Container]) -> Memory:
    """What the next report needs of these."""
    return {
        str(one["Id"]): {
            "service": name_of(one),
            "restarts": int(one.get("RestartCount", 0)),
            "ended": one["State"].get("FinishedAt", "") if _has_ended(one) else "",
        }
        for one in containers
    }


def _has_ended(container: Container) -> bool:
    policy = ((container.get("HostConfig") or {}).get("RestartPolicy") or {}).get("Name", "no")
    return container["State"]["Status"] in ("exited", "dead") and policy in _MAY_END


def ended_by_themselves(before: Optional[Memory], now: Memory) -> dict[str, int]:
    """
    How often containers ended by themselves since the last report, by service; those that did not are left out.

    :param before: None where there was no report: what was before the first one is nobody's news
    """
    if before is None:
        return {}
    found: dict[str, int] = {}
    for container, one in now.items():
        was = before.get(container, {"restarts": 0, "ended": ""})
        more = one["restarts"] - was["restarts"]
        # Docker counts from nought again once somebody has started a container by hand.
        count = more if more >= 0 else one["restarts"]
        if one["ended"] not in ("", was["ended"]):
            count += 1
        if count:
            found[one["service"]] = found.get(one["service"], 0) + count
    return found


def to_be_asked(release: Release, containers: Sequence[Container]) -> list[tuple[str, int, str]]:
    """Id, port of the loopback interface and health path of the copies that answer by HTTP."""
    asked = []
    for one in containers:
        service = release.services.get(name_of(one))
        if service is None or service.health is None or _lacks(one):
            continue
        published = (one.get("NetworkSettings") or {}).get("Ports") or {}
        for binding in published.get(f"{service.port}/tcp") or []:
            asked.append((str(one["Id"]), int(binding["HostPort"]), service.health))
    return asked


def without_health(
    wanted: Mapping[str, int], containers: Sequence[Container], said: Mapping[str, str]
) -> list[Trouble]:
    """
    Services of which fewer copies serve than are wanted.

    :param wanted: copies by service
    :param said: what is wrong with a container's answer by HTTP, by its id; nothing where it is a good one
    """
    troubles = []
    for service, copies in sorted(wanted.items()):
        own = [one for one in containers if name_of(one) == service]
        reasons = [reason for reason in (_lacks(one) or said.get(str(one["Id"]), "") for one in own) if reason]
        missing = copies - (len(own) - len(reasons))
        if missing > 0:
            troubles.append(Trouble(service, missing, copies, reasons))
    return troubles


def _lacks(container: Container) -> str:
    """What a container still lacks. What its check has said is left out: nobody has taken the secrets out of it."""
    state = dict(container["State"])
    if state.get("Health"):
        state["Health"] = {"Status": state["Health"].get("Status")}
    return waiting({**container, "State": state})


def datum(name: str, value: float, **dimensions: str) -> dict[str, Any]:
    """One number, as CloudWatch takes it."""
    return {
        "MetricName": name,
        "Dimensions": [{"Name": key.capitalize(), "Value": one} for key, one in dimensions.items()],
        "Value": value,
        "Unit": "Percent" if name == DISK else "Count",
    }
