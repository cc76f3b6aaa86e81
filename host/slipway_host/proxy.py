"""The proxy in front of all apps of this host: Caddy in a container with the host's network."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Optional

from . import colours, domains
from .command import Result
from .docker import Docker
from .errors import Failure
from .health import answers, is_hopeless
from .lock import held
from .model import Release
from .paths import DATA, MEMORY, private_folder, write_private
from .served import CONFIGURED, INSIDE, configuration_of, served

CONTAINER = "slipway-proxy"
_TRIAL = "slipway-proxy-trial"
_MIGRATE = Path("/proc/sys/net/ipv4/tcp_migrate_req")
_PATIENCE_S = 20.0
#: For the switches of other apps to end: one takes a second, or all of `_PATIENCE_S` where its release turns out bad.
_TURN_PATIENCE_S = 300.0


@contextmanager
def turn(purpose: str) -> Iterator[None]:
    """
    One at a time on this host. Whoever moves or removes a `current` link does so in the same turn as the switch that
    belongs to it: the next one derives the proxy's configuration from the links of all apps.
    """
    with held(DATA / "proxy" / "lock", purpose, _TURN_PATIENCE_S, what="this host's proxy"):
        yield


def switch(docker: Docker, image: Optional[str]) -> None:
    """Lets the proxy serve what `current` names, in every app of the host."""
    with turn("a switch to what serves"):
        derive(docker, image)


def look_away(docker: Docker) -> None:
    """Where this host has a proxy: it forgets what no `current` names, such as a release that failed or was killed."""
    if is_there(docker):
        switch(docker, None)


def is_there(docker: Docker) -> bool:
    """Whether this host has had a proxy: one whose apps never published anything has none."""
    return _worked_last(DATA / "proxy") is not None or _asked(docker) is not None


def switch_to(docker: Docker, release: Release, move_current: Callable[[], None]) -> None:
    """
    Lets the proxy serve a release that is not yet `current`, and makes it that once it answers there. Where this ends
    in between, however it ends, `current` names the release before: the next `switch` is back at it.
    """
    with turn(f"the switch of {release.app} to the release {release.id}"):
        derive(docker, release.proxy_image if release.routes else None, release.app, release.id)
        check(release)
        move_current()


def derive(docker: Docker, image: Optional[str], app: str = "", release: str = "") -> None:
    """
    In a turn: gives the proxy what follows from the `current` links; for one app from a release that is not yet that.
    Most releases change no more than the colour of an app: Caddy has that configuration, and ignores it. Where ports,
    domains or the number of copies are others it takes the new one, whole or not at all, and finishes the requests that
    it has. Of a domain without a certificate it is told anew, so that it asks for one at once.
    """
    apps = served(app, release)
    wanted = configuration_of(apps)
    _ensure_running(docker, image)
    released = [name for one in apps if one.app == app for name in one.release.domains]
    _load(wanted, anew=not all(domains.has_certificate(name) for name in released))
    try:
        _keep(json.dumps(wanted, sort_keys=True, indent=1))
    except OSError as problem:
        if app:
            raise
        # What serves is served on: a way back, most of all from a full disk, must not end here.
        docker.runner.write(f"the proxy has its configuration, but after a restart of its own another one: {problem}")
    # Last: a configuration that came just now still led, in each app that both know, to the colour of before.
    for one in apps:
        if one.colour is not None:
            colours.point(one.app, one.colour)
    colours.forget_others({one.app for one in apps})


def _keep(configuration: str) -> None:
    """For a proxy that ends by itself and is restarted by Docker."""
    file = DATA / "proxy" / "caddy.json"
    if not file.exists() or file.read_text("utf-8") != configuration:
        write_private(file, configuration)


def claim(app: str, release: str) -> None:
    """Refuses a release whose port or domain another app of this host has, before anything is done for it."""
    configuration_of(served(app, release))


def check(release: Release) -> None:
    """Asks the health paths once more, through the proxy; at a domain where that has a certificate already."""
    until = time.monotonic() + _PATIENCE_S  # for all of them: other apps wait for their turn
    for route in release.routes:
        path = release.services[route.service].health
        if path is None:
            continue
        if route.port is not None:
            _until_good(until, f"port {route.port}{path}", partial(answers, route.port, path))
        elif route.domain is not None and domains.has_certificate(route.domain):
            ask = partial(domains.answers, route.domain, path)
            _until_good(until, f"https://{route.domain}{path}", ask)


def _until_good(until: float, what: str, ask: Callable[[], str]) -> None:
    while reason := ask():
        if time.monotonic() >= until:
            raise Failure(f"behind the proxy, {what} {reason}")
        time.sleep(0.2)


def without_certificate(docker: Docker, release: Release) -> list[str]:
    """Waits for the certificates of a release's domains; tells of those that do not come."""
    return domains.without_certificate(docker, CONTAINER, release.domains)


def _ensure_running(docker: Docker, image: Optional[str]) -> None:
    """Starts the proxy with what it served last, so that it can refuse a new configuration and say why."""
    found = _asked(docker)
    there: Optional[str] = found["Config"]["Image"] if found else None
    running = found is not None and found["State"]["Status"] == "running"
    if running and image in (None, there):
        return
    folder = private_folder(DATA / "proxy")
    worked = there if running else _worked_last(folder) or there
    image = image or worked
    if image is None:
        raise Failure("release.json names no image for the proxy, and this host has none yet")
    private_folder(MEMORY / "proxy")
    if not (folder / "caddy.json").exists():
        write_private(folder / "caddy.json", json.dumps(configuration_of([])))
    if there == image:
        docker.run("starting the proxy", "start", CONTAINER)
        _wait_for_socket(docker)
    elif there is None:
        _start(docker, folder, image)
    else:
        _replace(docker, folder, worked, image)
    with suppress(OSError):  # a full disk: it is asked for only after a kill, or another image that turns out bad
        write_private(folder / "image", image)


def _asked(docker: Docker) -> Optional[dict[str, Any]]:
    """What Docker knows of the proxy's container; None where there is none."""
    if docker.ask("inspect", "--format", "{{.State.Status}}", CONTAINER).code != 0:
        return None
    return next(iter(docker.inspect([CONTAINER])), None)


def _worked_last(folder: Path) -> Optional[str]:
    """The image of the proxy that answered last: the container that is there may be of one that never did."""
    try:
        return (folder / "image").read_text("utf-8") or None
    except OSError:
        return None


def _replace(docker: Docker, folder: Path, before: Optional[str], image: str) -> None:
    """Another image for all apps of this host: tried beside the one before, which comes back if it does not start."""
    _try_out(docker, folder, image)
    _remove(docker)
    try:
        _start(docker, folder, image)
    except Failure as failure:
        if before in (None, image):
            raise
        _remove(docker)
        try:
            _start(docker, folder, str(before))
        except Failure as second:
            told = f"{failure.cause}; nor does the one before, {before}: {second.cause}"
            raise Failure(told, [*failure.lines, *second.lines]) from failure
        raise Failure(f"{failure.cause}; the one before serves on: {before}", failure.lines) from failure


def _try_out(docker: Docker, folder: Path, image: str) -> None:
    """Has the image read what the proxy serves, in a container without a network: a wrong one must stop nothing."""
    docker.ask("rm", "--force", _TRIAL)  # of a process that was killed
    arguments = _arguments(folder, image, "validate", "--rm", "--name", _TRIAL, "--network", "none")
    result = docker.ask(*arguments, timeout=_PATIENCE_S)
    if result.code != 0:
        docker.ask("rm", "--force", _TRIAL)
        raise Failure(f"{image} cannot be this host's proxy, nothing was changed: {_reason(result)}", result.lines[-5:])


def _remove(docker: Docker) -> None:
    docker.ask("stop", CONTAINER)
    docker.ask("rm", "--force", CONTAINER)


def _start(docker: Docker, folder: Path, image: str) -> None:
    flags = ["--detach", "--name", CONTAINER, "--network", "host", "--restart", "unless-stopped"]
    result = docker.ask(*_arguments(folder, image, "run", *flags))
    if result.code != 0:
        raise Failure(f"the proxy {image} does not start: {_reason(result)}", result.lines[-5:])
    _wait_for_socket(docker, fresh=True)


def _reason(result: Result) -> str:
    """What is wrong, from what Docker or Caddy says; Docker ends with advice on its options."""
    told = [line for line in result.lines if line.startswith(("docker: ", "Error: "))]
    return (told or result.lines or [f"exit code {result.code}"])[-1]


def _arguments(folder: Path, image: str, command: str, *flags: str) -> list[str]:
    for name in ("data", "config"):
        private_folder(folder / name)
    return [
        *["run", "--pull", "never", *flags],
        *["--cap-drop", "ALL", "--cap-add", "NET_BIND_SERVICE", "--security-opt", "no-new-privileges", "--read-only"],
        *["--log-driver", "local", "--log-opt", "max-size=10m", "--log-opt", "max-file=3"],
        *["--volume", f"{folder}:{CONFIGURED}:ro", "--volume", f"{MEMORY / 'proxy'}:{INSIDE}"],
        *["--volume", f"{folder / 'data'}:/data", "--volume", f"{folder / 'config'}:/config"],
        *["--env", "XDG_DATA_HOME=/data", "--env", "XDG_CONFIG_HOME=/config"],
        *[image, "caddy", command, "--config", f"{CONFIGURED}/caddy.json"],
    ]


def _wait_for_socket(docker: Docker, fresh: bool = False) -> None:
    """:param fresh: the container was made just now, so that restarts are its own fault and waiting on is useless"""
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            _ask("GET", "/config/")
            return
        except OSError as error:
            hopeless = fresh and any(is_hopeless(one) for one in docker.inspect([CONTAINER]))
            if hopeless or time.monotonic() >= until:
                raise Failure(f"the proxy does not start: {error}", docker.logs(CONTAINER)) from error
            time.sleep(0.1)


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a socket in the file system: nothing in a container can reach the proxy's controls."""

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(30)
        self.sock.connect(str(MEMORY / "proxy" / "admin.sock"))


def _ask(
    method: str, path: str, body: Optional[str] = None, headers: Optional[dict[str, str]] = None
) -> tuple[int, str]:
    connection = _SocketConnection("localhost")
    try:
        connection.request(method, path, body, {"Host": "", **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def _load(wanted: dict[str, Any], anew: bool) -> None:
    # Caddy opens its listeners anew. What waits at the old ones goes to the new ones where the kernel (5.14 or newer)
    # is told so; otherwise it is reset.
    with suppress(OSError):
        _MIGRATE.write_text("1", "ascii")
    headers = {"Content-Type": "application/json", **({"Cache-Control": "must-revalidate"} if anew else {})}
    try:
        status, said = _ask("POST", "/load", json.dumps(wanted), headers)
    except (OSError, http.client.HTTPException) as error:
        raise Failure(f"the proxy does not take its configuration: {error}") from error
    if status != 200:
        raise Failure(f"the proxy refuses its configuration: {said.strip()[:500]}")


def forget(docker: Docker) -> None:
    """Removes the proxy of a host that has no app any more; certificates stay on the data volume."""
    docker.ask("rm", "--force", CONTAINER)
    colours.forget_others(set())
    shutil.rmtree(MEMORY / "proxy", ignore_errors=True)
    (DATA / "proxy" / "image").unlink(missing_ok=True)  # it may be pruned from now on
