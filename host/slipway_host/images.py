"""Images come from registries by their digest, with a token that is never on disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from .command import Runner
from .docker import Docker
from .errors import Failure
from .model import Release
from .paths import private_folder


def log_in(release: Release, runner: Runner, docker: Docker) -> None:
    """Docker writes the token to its configuration folder, which lies in memory and goes with the release's end."""
    for registry in release.registries:
        args = ["aws", "ecr", "get-login-password"] + (["--region", release.region] if release.region else [])
        result = runner.ask(args, quiet=True)
        if result.code != 0:
            reason = (result.stderr.strip().splitlines() or ["no answer"])[-1]
            raise Failure(f"no token for the registry {registry}: {reason}")
        docker.run(
            f"signing in to {registry}",
            *["login", "--username", "AWS", "--password-stdin", registry],
            stdin=result.stdout.strip(),
        )


def pull(release: Release, docker: Docker) -> None:
    """All images of the release, those of jobs and the proxy included, before anything is changed."""
    for image in release.images:
        if "@sha256:" not in image or not _is_there(image, docker):
            _pull(image, docker)


def pull_missing(release: Release, runner: Runner, config: Path) -> None:
    """
    What somebody has removed of a release that serves: `docker image prune --all` takes the images of its jobs while
    it runs. Asks no registry where nothing is missing, so that a boot needs none.

    :param config: folder in memory for registries' tokens, removed in the end
    """
    docker = Docker(runner, config)
    missing = [image for image in release.images if not _is_there(image, docker)]
    if not missing:
        return
    private_folder(config)
    try:
        log_in(release, runner, docker)
        for image in missing:
            _pull(image, docker)
    finally:
        shutil.rmtree(config, ignore_errors=True)


def _is_there(image: str, docker: Docker) -> bool:
    return docker.ask("image", "inspect", "--format", "{{.Id}}", image).code == 0


def _pull(image: str, docker: Docker) -> None:
    result = docker.ask("pull", "--quiet", image)
    if result.code != 0:
        last = result.lines[-1] if result.lines else "no reason given"
        full = "no space left on device" in last
        told = "the data volume is full: no space left while pulling" if full else "cannot pull"
        raise Failure(f"{told} {image}: {last}", result.lines[-5:])
