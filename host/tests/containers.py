"""Containers as Docker shows them, for the tests of reports."""

from __future__ import annotations

import os
import time
from typing import Any

#: As `release.json` has it, from `support.release`.
SERVING = "0123456789abcdef0123"
SECRET = "hunter2"


def container(service: str, number: int = 1, **more: Any) -> dict[str, Any]:
    """A copy as Docker shows it, a minute old."""
    started = time.strftime("%Y-%m-%dT%H:%M:%S.5Z", time.gmtime(time.time() - 60))
    state = {"Status": more.pop("status", "running"), "StartedAt": started, "FinishedAt": "0001-01-01T00:00:00Z"}
    project = "slipway-shop-state" if service == "store" else f"slipway-shop-{SERVING[:8]}"
    labels = {"com.docker.compose.service": service, "com.docker.compose.project": more.pop("project", project)}
    bound = [{"HostIp": "127.0.0.1", "HostPort": str(19_999 + number)}] if service == "web" else None
    return {
        "Id": more.pop("id", f"{service}-{number}"),
        "Name": f"/{project}-{service}-{number}",
        "State": {**state, **more.pop("state", {})},
        "RestartCount": more.pop("restarts", 0),
        "HostConfig": {"RestartPolicy": {"Name": more.pop("policy", "unless-stopped")}},
        "Config": {"Labels": {**labels, **more.pop("labels", {})}, "Env": [f"TOKEN={SECRET}"]},
        "NetworkSettings": {"Ports": {"8000/tcp": bound, "9000/tcp": None}},
        **more,
    }


PROXY = {**container("proxy"), "Id": "proxy", "Name": "/slipway-proxy", "Config": {"Labels": None}}
ALL = [container("web", 1), container("web", 2), container("store"), PROXY]


def disk(blocks: int, free: int, available: int, files: int = 0, free_files: int = 0) -> os.statvfs_result:
    """What the kernel tells of a file system."""
    return os.statvfs_result((4096, 4096, blocks, free, available, files, free_files, free_files, 0, 255))
