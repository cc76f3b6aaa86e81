"""Requests that the old release still works on are finished before it is stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

_ESTABLISHED = "01"
_QUIET_S = 0.3
_PAUSE_S = 0.05


def open_connections(ports: Iterable[int], table: str) -> int:
    """How many connections to these ports a table of the kernel (`/proc/net/tcp`) has."""
    wanted = {f"{port:04X}" for port in ports}
    count = 0
    for line in table.splitlines()[1:]:
        fields = line.split()
        if len(fields) > 3 and fields[3] == _ESTABLISHED and fields[1].rsplit(":", 1)[-1] in wanted:
            count += 1
    return count


def _kernel_table() -> str:
    files = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    return "\n".join(file.read_text("ascii") for file in files if file.exists())


def drain(ports: Iterable[int], patience: float, table: Callable[[], str] = _kernel_table) -> bool:
    """
    Waits until no request is under way: the proxy keeps no idle connections to the apps, so an open one is a request.

    :returns: whether all were finished within `patience` seconds
    """
    ports = list(ports)
    until = time.monotonic() + patience
    quiet_since = None
    while True:
        now = time.monotonic()
        if open_connections(ports, table()) == 0:
            quiet_since = quiet_since or now
            if now - quiet_since >= _QUIET_S:
                return True
        else:
            quiet_since = None
        if now >= until:
            return False
        time.sleep(_PAUSE_S)
