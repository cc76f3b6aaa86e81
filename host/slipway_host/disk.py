"""Room on the data volume."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from .command import Runner
from .errors import Failure
from .paths import DATA

_MIB = 1024 * 1024


def free_mib() -> int:
    return shutil.disk_usage(DATA).free // _MIB


def grow(runner: Runner) -> None:
    """The file system follows a volume that was made larger, while it is in use."""
    device = runner.ask(["findmnt", "--noheadings", "--output", "SOURCE", "--target", str(DATA)]).stdout.strip()
    runner.ask(["resize2fs", device])  # a failure is in the log, and the release may fit all the same


def make_room(needed_mib: int, prune: Callable[[], None], free: Callable[[], int] = free_mib) -> None:
    """Sees to it that a release can be pulled: old images go first; where that is too little, the release fails."""
    if free() >= needed_mib:
        return
    prune()
    left = free()
    if left < needed_mib:
        raise Failure(
            f"the data volume is full: {left} MiB are free after old images went, a release needs {needed_mib} MiB; "
            "remove files from the app's volumes or give the stack a larger data volume; the release before serves on"
        )
