"""Takes an app off the host."""

from __future__ import annotations

import shutil

from . import proxy
from .docker import Docker
from .lock import held
from .paths import AppPaths, all_apps
from .projects import take_down
from .prune import prune_all

#: For a boot, which is at it for a minute at a time where a secret is gone, or the return from a killed release.
LOCK_PATIENCE_S = 120.0


def remove_app(paths: AppPaths, docker: Docker, with_volumes: bool) -> str:
    """Requests first (the proxy forgets the app), then containers, then files; data last and only if asked."""
    if not paths.root.exists():
        return "is not on this host"
    with held(paths.lock, "its removal", LOCK_PATIENCE_S):
        with proxy.turn(f"the removal of {paths.app}"):
            if paths.current.is_symlink():
                paths.current.unlink()
            if any(AppPaths(other).current_release() for other in all_apps()):
                proxy.derive(docker, None)
            else:
                proxy.forget(docker)
        for project in docker.projects(paths.app):
            take_down(docker, project)
        shutil.rmtree(paths.memory, ignore_errors=True)
        shutil.rmtree(paths.root, ignore_errors=True)
    said = docker.ask("volume", "ls", "--quiet", "--filter", f"label=io.slipway.app={paths.app}").stdout.split()
    if with_volumes and said:
        docker.run("removing volumes", "volume", "rm", *said)
    prune_all(docker)
    kept = "" if with_volumes or not said else f"; its volumes stay: {', '.join(said)}"
    return f"removed{kept}"
