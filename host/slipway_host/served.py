"""What the apps of this host serve, and what the proxy must know for it."""

from __future__ import annotations

from typing import Any

from . import colours
from . import ports as ports_file
from .caddy import Target, configuration
from .model import Route, load
from .paths import AppPaths, all_apps

#: Where the proxy's container has the folders that it shares with the host: its socket, and what it reads.
INSIDE = "/run/slipway-proxy"
CONFIGURED = "/etc/slipway-proxy"


class Served:
    """What an app's routes lead to, and which of its colours that is; it has none where its rows are not known."""

    def __init__(self, app: str, release: str) -> None:
        paths = AppPaths(app)
        self.app = app
        self.release = load(paths.release(release))
        self.ports = ports_file.read(paths.release(release) / "ports.json")
        rows = colours.read(paths)
        self.colour = colours.of(rows, self.ports)
        self.rows = rows if self.colour else {colours.BLUE: self.ports, colours.GREEN: self.ports}

    def targets(self) -> list[Target]:
        return [self._target(route) for route in self.release.routes]

    def _target(self, route: Route) -> Target:
        # A service that is new has no ports in the other colour.
        serves = self.ports.get(route.service, [])
        blue, green = (self.rows[colour].get(route.service, serves) for colour in (colours.BLUE, colours.GREEN))
        return Target(self.app, blue, route.port, route.domain, green)


def served(app: str, release: str) -> list[Served]:
    """What the `current` links of this host name; of one app, if it is named, a release that is not yet that."""
    apps: list[Served] = []
    # The app that is released comes last: where two claim one port it is the one that is refused.
    for name in sorted(all_apps(), key=lambda one: one == app):
        serves = release if name == app and release else AppPaths(name).current_release()
        if serves is not None:
            apps.append(Served(name, serves))
    return apps


def configuration_of(apps: list[Served]) -> dict[str, Any]:
    """The proxy's configuration; it is the same whichever colour an app is marked with."""
    targets = [target for one in apps for target in one.targets()]
    return configuration(targets, f"{INSIDE}/admin.sock", f"{CONFIGURED}/{colours.GREEN}")
