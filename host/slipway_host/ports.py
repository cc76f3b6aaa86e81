"""Loopback ports: where the proxy finds the copies of a service."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from .derive import Ports
from .errors import Failure
from .model import Release
from .paths import write_private

FIRST, LAST = 20_000, 29_999


def choose(release: Release, services: list[str], reserved: set[int], spare: Ports) -> Ports:
    """
    Free ports for services that have one in their container, in a row for the copies of each.

    :param spare: those that the release should have if they suit it and are free
    """
    taken = set(reserved)
    ports: Ports = {}
    for name in services:
        service = release.services[name]
        if service.port is None:
            continue
        row = spare.get(name, [])
        ports[name] = row if len(row) == service.copies and not _blocked(row, taken) else _row(service.copies, taken)
        taken.update(ports[name])
    return ports


def _row(length: int, taken: set[int]) -> list[int]:
    first = FIRST
    while first + length - 1 <= LAST:
        row = list(range(first, first + length))
        blocked = _blocked(row, taken)
        if not blocked:
            return row
        first = blocked[-1] + 1
    raise Failure(f"no {length} free ports in a row between {FIRST} and {LAST} on the loopback interface")


def _blocked(row: list[int], taken: set[int]) -> list[int]:
    return [port for port in row if port in taken or not _is_free(port)]


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def read(file: Path) -> Ports:
    """The ports of a release; none where it has not come so far."""
    try:
        return parsed(json.loads(file.read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def parsed(kept: dict[str, list[int]]) -> Ports:
    return {str(name): [int(port) for port in row] for name, row in kept.items()}


def write(file: Path, ports: Ports) -> None:
    write_private(file, json.dumps(ports, sort_keys=True))
