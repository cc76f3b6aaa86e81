"""The timer of the reports: it comes with the first release that is watched, and goes with the last one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from .command import Runner
from .errors import Failure
from .lock import held
from .paths import DATA, MEMORY, private_folder

#: A copy of the newest release's program: any release may go.
FOLDER = DATA / "watch"
SYSTEMD = Path("/etc/systemd/system")
SERVICE, TIMER = "slipway-watch.service", "slipway-watch.timer"
_PATIENCE_S = 30.0


def begin(runner: Runner, program: Path) -> list[str]:
    """
    Has a release's program send numbers from now on, and has it do so once.

    :param program: the folder `host` of the release
    :returns: what is wrong, for who made the release; a release serves all the same
    """
    try:
        keep(runner, program, newer=True)
        if runner.ask(["systemctl", "start", SERVICE], timeout=90).code == 0:
            return []
        said = runner.ask(["journalctl", "--unit", SERVICE, "--lines", "5", "--output", "cat", "--no-pager"])
        reason = next((line for line in said.stdout.splitlines() if "not sent" in line), "the unit failed")
    except (Failure, OSError) as problem:
        reason = str(problem)
    return [f"alarms do not see this host: {reason}; `systemctl status {SERVICE}` there tells more"]


def keep(runner: Runner, program: Path, newer: bool = False) -> None:
    """
    Sees to it that the timer runs; after a boot, too: an instance that was replaced has the data volume but no units.

    :param newer: the program takes the place of the one that is there
    """
    with held(_lock(), "the beginning of the host's reports", patience=_PATIENCE_S):
        if newer or not FOLDER.exists():
            _copy(program)
        changed = [name for name in (SERVICE, TIMER) if _text(SYSTEMD / name) != _text(FOLDER / "units" / name)]
        for name in changed:
            shutil.copyfile(FOLDER / "units" / name, SYSTEMD / name)
            (SYSTEMD / name).chmod(0o644)  # whatever the umask of a release: systemd warns of a unit that is hidden
        if changed:
            runner.run("reading units", ["systemctl", "daemon-reload"])
        runner.run("starting the timer", ["systemctl", "enable", "--now", "--quiet", TIMER])


def end(runner: Runner, nobody: Callable[[], bool]) -> str:
    """Takes the timer away where still nobody is watched; tells what was done."""
    with held(_lock(), "the end of the host's reports", patience=_PATIENCE_S):
        if not nobody():
            return "an app is watched since a moment ago: the reports go on"
        runner.ask(["systemctl", "disable", "--now", "--quiet", TIMER])
        for name in (SERVICE, TIMER):
            (SYSTEMD / name).unlink(missing_ok=True)
        runner.ask(["systemctl", "daemon-reload"])
        shutil.rmtree(FOLDER, ignore_errors=True)
        (MEMORY / "watch.json").unlink(missing_ok=True)
    return "no app of this host is watched: the reports end here"


def _lock() -> Path:
    return private_folder(MEMORY) / "watch.lock"


def _copy(program: Path) -> None:
    beside, old = FOLDER.with_name("watch.new"), FOLDER.with_name("watch.old")
    for folder in (beside, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(program, beside, ignore=shutil.ignore_patterns("__pycache__", "bootstrap"))
    if FOLDER.exists():
        FOLDER.rename(old)
    beside.rename(FOLDER)
    shutil.rmtree(old, ignore_errors=True)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return ""
