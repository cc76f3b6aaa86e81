"""Lists, shows and edits infrastructure specs that live in a GitHub repository."""

from __future__ import annotations

import logging

from flask import Flask

from . import api, guard, health, pages
from .errors import register_error_handlers
from .github import GitHub
from .redaction import install_redaction
from .settings import Settings
from .specs import SpecRepository
from .status import GitHubStatus


def configure(app: Flask, settings: Settings | None = None) -> Flask:
    """Wires the application: settings, GitHub client, routes. Never talks to GitHub."""
    settings = settings or Settings.from_environment()
    install_redaction(settings.token)
    status = GitHubStatus(settings.status_file)
    github = GitHub(settings, status)

    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.logger.setLevel(logging.INFO)

    app.register_blueprint(health.blueprint(settings, status))
    app.register_blueprint(api.blueprint(settings, status, SpecRepository(github, settings)))
    guard.register(app)
    pages.register(app)
    register_error_handlers(app)
    for warning in settings.warnings:
        app.logger.warning("%s", warning)
    return app
