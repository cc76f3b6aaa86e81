"""`/health`: is this process serving, and what does it know of GitHub. Never calls GitHub."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response, jsonify

from .settings import Settings
from .status import GitHubStatus


def report(settings: Settings, status: GitHubStatus) -> dict[str, Any]:
    """The health answer as a dict."""
    seen = status.read()
    github: dict[str, Any] = {
        "token": "set" if settings.token else ("invalid" if "contains" in settings.token_problem else "missing"),
        "last_answer": seen.get("outcome", "unknown"),
    }
    if settings.token_problem:
        github["problem"] = f"{settings.token_problem} Set GH_TOKEN and start again."
    if "rate_limit" in seen:
        limit = seen["rate_limit"]
        passed = limit["reset"] <= time.time()
        github["rate_limit"] = {**limit, "exhausted": limit["remaining"] == 0 and not passed}
    body: dict[str, Any] = {"status": "healthy", "github": github}
    if settings.release:
        body["release"] = settings.release
    return body


def blueprint(settings: Settings, status: GitHubStatus) -> Blueprint:
    """Serves the report at /health, and at /api/health for clients that know the API only."""
    routes = Blueprint("health", __name__)

    @routes.get("/health")
    @routes.get("/api/health")
    def health() -> Response:
        answer = jsonify(report(settings, status))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return routes
