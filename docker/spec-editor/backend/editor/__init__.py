"""A web editor for the specs of pods in a GitHub repository; it starts the workflow that deploys them."""

from __future__ import annotations

from flask import Flask

from . import guard, health, views
from .github_api import GitHubApi, GitHubState
from .logs import log, log_requests
from .metrics import Metrics
from .pods import Pods
from .problems import misconfigured
from .settings import Settings

_LARGEST_FORM = 512 * 1024


def create_app(settings: Settings, watching: bool = True) -> Flask:
    """Puts the parts together. `watching`: ask GitHub now and then whether it takes the token."""
    app = Flask("editor")
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = _LARGEST_FORM
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    metrics, state = Metrics(), GitHubState()
    api = GitHubApi(settings, state, metrics)
    # In this order: what a guard refuses is counted and logged too.
    metrics.register(app)
    log_requests(app)
    guard.register(app, settings)
    health.register(app, settings, state)
    views.register(app, settings, state, Pods(api, settings), metrics)
    for fault in settings.faults:
        log.warning("%s.", fault)
    if watching and not misconfigured(settings):
        health.watch(settings, api)
    return app
