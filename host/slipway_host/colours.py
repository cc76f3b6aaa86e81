"""
Blue and green: an app has two rows of loopback ports, and its releases take turns at them. The proxy knows both rows,
and looks for each request whether the app is marked green: a switch is the rename of one empty file. Caddy need not
load another configuration for it, which would cost requests: those that wait at the listener that it closes, and those
that it has not read yet.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Optional

from . import ports as ports_file
from .derive import Ports
from .model import Release
from .paths import DATA, AppPaths, all_apps, private_folder, write_private

BLUE, GREEN = "blue", "green"
#: The ports of both colours. A row outlives the release that had it.
Rows = dict[str, Ports]


def other(colour: str) -> str:
    return GREEN if colour == BLUE else BLUE


def take(paths: AppPaths, release: Release, before: Optional[str]) -> Ports:
    """
    The ports of a new release: those of the colour that does not serve, where they suit it and are free. Services with
    data, which are not started beside themselves, keep theirs. Whoever calls this holds the lock of this host's ports.
    """
    rows = read(paths)
    serves = ports_file.read(paths.release(before) / "ports.json") if before else {}
    taken = _of_other_apps(paths.app) | _numbers(serves)
    mine = other(serving(paths.app, rows, serves)) if before else BLUE
    ports = _row(release, serves, taken, rows.get(mine, {}))
    if not before:
        # The second release finds its own at hand, and the proxy knows them already.
        serves = _row(release, ports, taken | _numbers(ports), rows.get(other(mine), {}))
    write_private(_file(paths), json.dumps({mine: ports, other(mine): serves}, sort_keys=True))
    return ports


def _row(release: Release, beside: Ports, taken: set[int], spare: Ports) -> Ports:
    """:param beside: the ports of the other colour, of which services with data keep theirs"""
    kept = {name: row for name, row in beside.items() if name in release.stateful and _suits(release, name, row)}
    fresh = [name for name in release.running if name not in kept]
    return {**kept, **ports_file.choose(release, fresh, taken, spare)}


def _suits(release: Release, name: str, row: list[int]) -> bool:
    return len(row) == release.services[name].copies and release.services[name].port is not None


def _of_other_apps(app: str) -> set[int]:
    """The ports of all releases of other apps on this host, running or not, and of those to come."""
    known: set[int] = set()
    for paths in (AppPaths(one) for one in all_apps() if one != app):
        releases = [ports_file.read(file) for file in paths.releases.glob("*/ports.json")]
        known = known.union(*(_numbers(ports) for ports in [*releases, *read(paths).values()]))
    return known


def _numbers(ports: Ports) -> set[int]:
    return {port for row in ports.values() for port in row}


def read(paths: AppPaths) -> Rows:
    """The rows of an app; none before its first release, and where the file cannot be read."""
    try:
        kept = json.loads(_file(paths).read_text("utf-8"))
        return {colour: ports_file.parsed(kept[colour]) for colour in (BLUE, GREEN)}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return {}


def of(rows: Rows, ports: Ports) -> Optional[str]:
    """The colour that has these ports."""
    return next((colour for colour, row in rows.items() if row == ports), None)


def serving(app: str, rows: Rows, ports: Ports) -> str:
    """
    The colour of the release that serves. One that has none takes the one that is marked, so that the proxy's next
    configuration, which knows both, leads where the one before it does.
    """
    return of(rows, ports) or (GREEN if _mark(GREEN, app).exists() else BLUE)


def point(app: str, colour: str) -> None:
    """Lets the proxy lead to a colour, from one request to the next. On a full disk, too: a rename needs no room."""
    before = _mark(other(colour), app)
    if before.exists():
        os.replace(before, _mark(colour, app))
    else:
        _mark(colour, app).touch(mode=0o600)


def forget_others(apps: set[str]) -> None:
    """Removes the marks of apps that are no longer on this host."""
    for colour in (BLUE, GREEN):
        for mark in _folder(colour).iterdir():
            if mark.name not in apps:
                mark.unlink(missing_ok=True)


def _file(paths: AppPaths) -> Path:
    return paths.root / "colours.json"


def _mark(colour: str, app: str) -> Path:
    return _folder(colour) / app


def _folder(colour: str) -> Path:
    return private_folder(DATA / "proxy" / colour)
