"""Images come from registries by their digest, with a token that is never on disk."""

from __future__ import annotations

from .command import Runner
from .docker import Docker
from .errors import Failure
from .model import Release


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
        by_digest = "@sha256:" in image
        if by_digest and docker.ask("image", "inspect", "--format", "{{.Id}}", image).code == 0:
            continue
        result = docker.ask("pull", "--quiet", image)
        if result.code != 0:
            last = result.lines[-1] if result.lines else "no reason given"
            full = "no space left on device" in last
            told = "the data volume is full: no space left while pulling" if full else "cannot pull"
            raise Failure(f"{told} {image}: {last}", result.lines[-5:])
