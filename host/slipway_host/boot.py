"""What systemd starts: apps after a boot, and the watch over a release."""

from __future__ import annotations

import sys
from collections.abc import Callable

from . import watch_units
from .command import Runner
from .converge import UNFINISHED, converge
from .docker import Docker
from .errors import Failure
from .lock import held
from .model import load
from .paths import LOGS, AppPaths, private_folder
from .remove import remove_app

_FOREVER_S = 10 * 365 * 86_400.0


def boot(app: str) -> int:
    """Starts an app at boot. Secrets are asked for as long as it takes; a release under way goes first."""
    paths = AppPaths(app)
    private_folder(LOGS / app)
    runner = Runner(LOGS / app / "boot.log")
    return _told(app, runner, lambda: _boot(paths, runner))


def _boot(paths: AppPaths, runner: Runner) -> str:
    _keep_reporting(paths, runner)
    with held(paths.lock, "the start after a boot", patience=_FOREVER_S):
        return converge(paths, runner, None)


def _keep_reporting(paths: AppPaths, runner: Runner) -> None:
    """Before all else, so that an app that does not start is missed. An instance that was replaced has no timer yet."""
    try:
        serves = paths.current_release()
        if serves is not None and load(paths.release(serves)).watched_as:
            watch_units.keep(runner, paths.release(serves) / "host")
    except (Failure, OSError) as problem:
        print(f"{paths.app}: alarms do not see this host: {problem}", file=sys.stderr)


def heal(app: str) -> int:
    """Waits until a release has ended; if it was killed, brings the app back to what `current` says."""
    paths = AppPaths(app)
    private_folder(LOGS / app)
    runner = Runner(LOGS / app / "heal.log")
    return _told(app, runner, lambda: _heal(paths, runner))


def _heal(paths: AppPaths, runner: Runner) -> str:
    with held(paths.lock, "the return from a killed release", patience=_FOREVER_S):
        if not (paths.root / UNFINISHED).exists():
            return "the release ended by itself"
        return "a release was killed: " + converge(paths, runner, None)


def _told(app: str, runner: Runner, work: Callable[[], str]) -> int:
    try:
        said = work()
    except (Failure, OSError) as problem:
        redact = runner.redact
        for line in [f"{app}: {problem}", *getattr(problem, "lines", [])]:
            print(redact(line), file=sys.stderr)
        return 1
    print(f"{app}: {said}")
    return 0


def remove(app: str, with_volumes: bool) -> int:
    """Takes an app off this host; its volumes only where that was asked for."""
    paths = AppPaths(app)
    private_folder(LOGS / app)
    runner = Runner(LOGS / app / "remove.log")
    return _told(app, runner, lambda: remove_app(paths, Docker(runner), with_volumes))
