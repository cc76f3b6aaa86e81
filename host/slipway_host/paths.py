"""Where things lie on the host."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Optional

DATA = Path(os.environ.get("SLIPWAY_DATA", "/var/lib/slipway"))
MEMORY = Path(os.environ.get("SLIPWAY_RUN", "/run/slipway"))
LOGS = Path(os.environ.get("SLIPWAY_LOGS", "/var/log/slipway"))

_NAME = re.compile(r"^[a-z0-9][a-z0-9-]{0,62}$")


def checked(kind: str, name: str) -> str:
    """A name that is safe in a path and as a part of a Compose project's name."""
    if not _NAME.match(name):
        raise ValueError(f"{kind} {name!r}: only a-z, 0-9 and '-' are allowed, at most 63 characters")
    return name


class AppPaths:
    """The places of one app."""

    def __init__(self, app: str) -> None:
        self.app = checked("app", app)
        self.root = DATA / "apps" / app
        self.releases = self.root / "releases"
        self.current = self.root / "current"
        self.lock = self.root / "lock"
        self.memory = MEMORY / app

    def release(self, release: str) -> Path:
        return self.releases / checked("release", release)

    def memory_of(self, release: str) -> Path:
        return self.memory / checked("release", release)

    def current_release(self) -> Optional[str]:
        """The id of the release that serves, or None before the first one."""
        try:
            target = os.readlink(self.current)
        except FileNotFoundError:
            return None
        name = os.path.basename(target.rstrip("/"))
        return name if self.release(name).is_dir() else None

    def move_current(self, release: str) -> None:
        """
        Makes a release the one that serves: one rename, so that it is either the old one or the new one. Where this
        raises, it is the old one.
        """
        beside = self.root / "current.new"
        if beside.is_symlink():
            beside.unlink()
        beside.symlink_to(Path("releases") / checked("release", release))
        os.replace(beside, self.current)

    def sync_current(self) -> None:
        """The link must outlive a power cut, or the next boot would start the old release."""
        folder = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @property
    def registries(self) -> Path:
        """Docker's configuration while images are pulled: tokens of registries."""
        return self.memory / "docker-config"

    def project(self, release: str) -> str:
        return f"slipway-{self.app}-{release[:8]}"

    @property
    def state_project(self) -> str:
        return f"slipway-{self.app}-state"


def all_apps() -> list[str]:
    """Every app that has had a release on this host."""
    folder = DATA / "apps"
    return sorted(entry.name for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else []


def write_private(path: Path, text: str) -> None:
    """Writes a file whole or not at all, readable by root only."""
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def sync_tree(folder: Path) -> None:
    """Has the disk keep a folder's files with what is in them: a name may outlive a power cut, and its content not."""
    for place, _, files in os.walk(folder):
        for path in [*(os.path.join(place, name) for name in files), place]:
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def private_folder(path: Path) -> Path:
    """A folder that only root can enter."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o700)
    return path
