"""Brings an app to what its `current` link says: at boot, and after a release that was killed."""

from __future__ import annotations

import json
import shutil
from typing import Optional

from . import images, proxy
from . import ports as ports_file
from .command import Runner
from .docker import Docker
from .errors import Failure
from .health import wait_for
from .model import Release, load
from .paths import AppPaths
from .projects import Files, Projects, take_down
from .secrets import Redactor, SecretReader, Values

UNFINISHED = "unfinished"


def converge(paths: AppPaths, runner: Runner, patience: float) -> str:
    """
    Starts the release that `current` names, removes what others left, and sets the proxy.

    :param patience: seconds to ask for secrets
    :returns: what was done, in a few words
    :raises SecretsAway: nothing was done then
    """
    docker = Docker(runner)
    serves = paths.current_release()
    if serves is None:
        clean_up(paths, docker, None)
        proxy.look_away(docker)
        return "no release has served yet: what an unfinished one had started is gone, volumes stay"
    release = load(paths.release(serves))
    values = _values(paths, release, runner, patience)
    runner.redact = Redactor(values)
    projects = Projects(paths, release, docker, ports_file.read(paths.release(serves) / "ports.json"))
    projects.files.write(release, values, projects.ports)
    projects.make_volumes()
    images.pull_missing(release, runner, paths.registries)
    projects.up_state(release.stateful, remove_others=True)
    projects.create()
    projects.up_release()
    wait_for(release, docker, paths.state_project, release.stateful, projects.ports)
    wait_for(release, docker, projects.project, release.stateless, projects.ports)
    if release.routes:
        proxy.switch(docker, release.proxy_image)
    clean_up(paths, docker, serves)
    if not release.routes:
        proxy.look_away(docker)  # a killed one may have had some
    return f"release {serves} serves"


def clean_up(paths: AppPaths, docker: Docker, serves: Optional[str]) -> None:
    """Removes what unfinished releases left: projects, secrets in memory, half-unpacked bundles. Never a volume."""
    keep = {paths.project(serves), paths.state_project} if serves else set()
    for project in docker.projects(paths.app):
        if project not in keep:
            take_down(docker, project)
    for folder in paths.memory.glob("*"):
        if folder.is_dir() and folder.name != serves:
            shutil.rmtree(folder, ignore_errors=True)
    for folder in paths.releases.glob("*.new"):
        shutil.rmtree(folder, ignore_errors=True)
    unfinished = paths.root / UNFINISHED
    if unfinished.exists():
        release = unfinished.read_text("utf-8").strip()
        if release and release != serves:
            shutil.rmtree(paths.release(release), ignore_errors=True)
        unfinished.unlink()


def _values(paths: AppPaths, release: Release, runner: Runner, patience: float) -> Values:
    """Those in memory, where the host has been up since they were fetched; otherwise from Secrets Manager."""
    try:
        known: Values = json.loads(Files(paths.memory_of(release.id)).secrets.read_text("utf-8"))
        if all(set(known.get(name, {})) == set(one.secrets) for name, one in release.services.items()):
            return known
    except (OSError, ValueError, Failure):
        pass
    return SecretReader(runner, release.region).read(release, patience)
