"""What systemd starts: apps after a boot, and the watch over a release."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

from . import watch_units
from .command import Runner
from .converge import UNFINISHED, converge
from .docker import Docker
from .errors import Failure, SecretsAway
from .lock import held
from .model import load
from .paths import LOGS, AppPaths, private_folder
from .remove import remove_app

_FOREVER_S = 10 * 365 * 86_400.0
_SECRETS_PATIENCE_S = 60.0
#: In which a release that waits for the lock gets it.
_LET_IN_S = 10.0


def boot(app: str) -> int:
    """Starts an app at boot. Secrets are asked for as long as it takes; a release under way goes first."""
    paths = AppPaths(app)
    private_folder(LOGS / app)
    runner = Runner(LOGS / app / "boot.log")
    return _told(app, runner, lambda: _boot(paths, runner))


def _boot(paths: AppPaths, runner: Runner) -> str:
    _keep_reporting(paths, runner)
    return _with_secrets(paths, runner, "the start after a boot", partial(converge, paths, runner, _SECRETS_PATIENCE_S))


def _with_secrets(paths: AppPaths, runner: Runner, purpose: str, work: Callable[[], str]) -> str:
    """
    Does it under the lock, as often as it takes: Secrets Manager may be away, or a right may be given back. Where a
    secret is gone for good a release without it, or the app's removal, is what helps: it is let in between.
    """
    while True:
        with held(paths.lock, purpose, patience=_FOREVER_S):
            try:
                return work()
            except SecretsAway as away:
                runner.write(f"{away}; once more in {_LET_IN_S:.0f} s, unless a release mends it")
        time.sleep(_LET_IN_S)


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
    def come_back() -> str:
        if not (paths.root / UNFINISHED).exists():
            return "the release ended by itself"
        return "a release was killed: " + converge(paths, runner, _SECRETS_PATIENCE_S)

    return _with_secrets(paths, runner, "the return from a killed release", come_back)


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
