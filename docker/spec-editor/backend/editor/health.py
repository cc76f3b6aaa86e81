"""`/health`, and the watcher that keeps what it says about GitHub fresh."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timezone
from typing import Any

from flask import Flask, Response, jsonify

from .github_api import GitHubApi, GitHubState
from .logs import log
from .masking import Mask
from .problems import Problem, misconfigured
from .settings import Settings


def report(settings: Settings, state: GitHubState) -> dict[str, Any]:
    """What is known without asking anybody. `degraded`: pages show an error, and `problem` says which."""
    problem, asked_at, limit = state.read()
    problem = misconfigured(settings) or problem
    github: dict[str, Any] = {"token": "set" if settings.token else "missing", "repository": settings.repo}
    if asked_at is not None:
        github["asked_at"] = _time(asked_at)
    if limit is not None:
        of, left, renewed = limit
        github["rate_limit"] = {"limit": of, "remaining": left, "renewed_at": _time(renewed)}
        if left == 0 and renewed > time.time() and problem is None:
            problem = Problem(503, "rate_limited", "The token's rate limit at GitHub is used up.", "")
    body: dict[str, Any] = {"status": "degraded" if problem else "healthy", "github": github}
    if problem:
        body["problem"] = {"code": problem.code, "message": f"{problem.what} {problem.remedy}".strip()}
    if settings.release:
        body["release"] = settings.release
    return body


def register(app: Flask, settings: Settings, state: GitHubState) -> None:
    """200 as long as this process serves: starting it again mends neither a token nor GitHub."""
    mask = Mask(settings.token)

    @app.get("/health")
    def health() -> Response:
        body = report(settings, state)
        if "problem" in body:
            body["problem"]["message"] = mask(body["problem"]["message"])
        return jsonify(body)


def watch(settings: Settings, api: GitHubApi) -> threading.Thread:
    """Asks for the rate limit now and then: a bad token shows in /health before anybody opens a page."""

    def ask_for_ever() -> None:
        told = ""
        while True:
            code = "ok"
            try:
                with api.connection() as github:
                    github.get_rate_limit()
            except Problem as problem:
                code = problem.code
                if code != told:
                    log.warning("%s %s", problem.what, problem.remedy)
            if code == "ok" and told not in ("", "ok"):
                log.info("GitHub answers again.")
            told = code
            time.sleep(settings.watch_seconds)

    thread = threading.Thread(target=ask_for_ever, name="github-watch", daemon=True)
    thread.start()
    return thread


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")
