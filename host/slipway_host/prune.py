"""Old releases go, and the images that only they need."""

from __future__ import annotations

import shutil
from pathlib import Path

from .docker import Docker
from .errors import Failure
from .model import load
from .paths import DATA, LOGS, AppPaths


def kept(paths: AppPaths, keep: int, also: str = "") -> list[str]:
    """The newest releases, the one that serves always among them."""
    folders = [entry for entry in paths.releases.iterdir() if entry.is_dir() and not entry.name.endswith(".new")]
    newest = sorted(folders, key=lambda entry: entry.stat().st_mtime, reverse=True)
    first = [name for name in (paths.current_release(), also) if name]
    return list(dict.fromkeys(first + [entry.name for entry in newest]))[: max(keep, len(set(first)))]


#: Of releases that failed nothing else is left.
_KEPT_LOGS = 20


def prune(paths: AppPaths, keep: int, docker: Docker, also: str = "") -> None:
    """Removes all releases of the app but the newest; never a volume."""
    keeping = kept(paths, keep, also)
    going = [entry for entry in paths.releases.iterdir() if entry.is_dir() and entry.name not in keeping]
    old_images = {image for folder in going for image in _images(folder)}
    for folder in going:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(paths.memory / folder.name, ignore_errors=True)
        (LOGS / paths.app / f"{folder.name}.log").unlink(missing_ok=True)
    logs = sorted((LOGS / paths.app).glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in logs[_KEPT_LOGS:]:
        if file.stem not in keeping:
            file.unlink(missing_ok=True)
    needed = {image for folder in (DATA / "apps").glob("*/releases/*") for image in _images(folder)}
    for image in sorted(old_images - needed):
        docker.ask("image", "rm", image)  # one that a container still uses stays


def prune_all(docker: Docker) -> None:
    """What can go when the disk is full: all that no release on this host names."""
    needed = {image for folder in (DATA / "apps").glob("*/releases/*") for image in _images(folder)}
    said = docker.ask(
        "image", "ls", "--all", "--digests", "--format", "{{.Repository}}@{{.Digest}} {{.Repository}}:{{.Tag}} {{.ID}}"
    )
    for line in said.lines:
        by_digest, by_tag, image_id = line.split(" ")
        if by_digest not in needed and by_tag not in needed:
            docker.ask("image", "rm", image_id)  # without --force: one that a container uses stays


def _images(folder: Path) -> list[str]:
    try:
        return load(folder).images
    except Failure:
        return []
