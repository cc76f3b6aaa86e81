"""The routes below /api."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from .errors import ApiError, unknown_api_path
from .health import report
from .settings import Settings
from .specs import SaveRequest, SpecRepository
from .status import GitHubStatus

_MODES = ("pull_request", "commit")


def blueprint(settings: Settings, status: GitHubStatus, specs: SpecRepository) -> Blueprint:
    """The API of the page: settings, list, read, history, save, deploy."""
    api = Blueprint("api", __name__, url_prefix="/api")

    @api.after_request
    def uncached(answer: Response) -> Response:
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @api.get("/config")
    def config() -> Response:
        return jsonify(
            {
                "repo": settings.repo,
                "specs_path": settings.specs_path,
                "branch": settings.branch,
                "workflow": settings.workflow_file,
                "repo_url": f"{settings.web_url}/{settings.repo}",
                "health": report(settings, status),
            }
        )

    @api.get("/specs")
    def listing() -> Response:
        return jsonify(specs.list())

    @api.get("/specs/<customer>/<environment>")
    def read(customer: str, environment: str) -> Response:
        return jsonify(specs.read(customer, environment))

    @api.get("/specs/<customer>/<environment>/history")
    def history(customer: str, environment: str) -> Response:
        return jsonify(specs.history(customer, environment))

    @api.put("/specs/<customer>/<environment>")
    def save(customer: str, environment: str) -> Response:
        return jsonify(specs.save(customer, environment, _save_request()))

    @api.post("/specs/<customer>/<environment>/deploy")
    def deploy(customer: str, environment: str) -> tuple[Response, int]:
        return jsonify(specs.deploy(customer, environment)), 202

    every = ["GET", "POST", "PUT", "PATCH", "DELETE"]

    @api.route("/", defaults={"rest": ""}, methods=every)
    @api.route("/<path:rest>", methods=every)
    def unknown(rest: str) -> Response:
        raise unknown_api_path(f"/api/{rest}")

    return api


def _save_request() -> SaveRequest:
    body: Any = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise ApiError(400, "bad_request", "The request body is not a JSON object.", "Send application/json.")
    for name in ("text", "sha"):
        if not isinstance(body.get(name), str) or not body[name]:
            raise ApiError(400, "bad_request", f'"{name}" must be a text that is not empty.', f'Send "{name}".')
    mode, message = body.get("mode", _MODES[0]), body.get("message", "")
    if mode not in _MODES:
        raise ApiError(400, "bad_request", f'"mode" is "{mode}".', f"Use one of {', '.join(_MODES)}.")
    if not isinstance(message, str) or len(message) > 500:
        raise ApiError(400, "bad_request", '"message" must be a text of at most 500 characters.', "Shorten it.")
    return SaveRequest(body["text"], body["sha"], message, mode)
