"""One shape for every error: what happened, why, and what to do about it."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from .redaction import redact


class ApiError(Exception):
    """An error that a person can act on."""

    def __init__(self, status: int, code: str, cause: str, action: str, **details: Any) -> None:
        super().__init__(f"{code}: {cause}")
        self.status, self.code, self.cause, self.action, self.details = status, code, cause, action, details

    def response(self) -> Response:
        """The JSON answer, free of secrets whatever GitHub echoed."""
        body = {"code": self.code, "cause": redact(self.cause), "action": redact(self.action), **self.details}
        answer = jsonify({"error": body})
        answer.status_code = self.status
        answer.headers["Cache-Control"] = "no-store"
        if "retry_after" in self.details:
            answer.headers["Retry-After"] = str(self.details["retry_after"])
        return answer


def is_api_path(path: str) -> bool:
    """True for everything below /api, which never becomes a page."""
    return path == "/api" or path.startswith("/api/")


def unknown_api_path(path: str) -> ApiError:
    """The answer for an API path that does not exist."""
    return ApiError(404, "unknown_path", f"There is no {path} in this API.", "See the README for the paths there are.")


def register_error_handlers(app: Flask) -> None:
    """JSON errors everywhere; unexpected ones are logged in full and answered without details."""

    @app.errorhandler(ApiError)
    def known(error: ApiError) -> Response:
        app.logger.warning("%s %s -> %s %s: %s", request.method, request.path, error.status, error.code, error.cause)
        return error.response()

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.code == 404 and is_api_path(request.path):
            return unknown_api_path(request.path).response()
        status = error.code or 500
        code = error.name.lower().replace(" ", "_")
        answer = ApiError(status, code, error.description or error.name, "Check the request and try again.").response()
        for name, value in error.get_headers():
            if name.lower() == "allow":
                answer.headers[name] = value
        return answer

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        app.logger.error("unexpected error on %s %s", request.method, request.path, exc_info=error)
        return ApiError(
            500,
            "internal_error",
            "The server ran into an error of its own.",
            "Try again; if it stays, look at the container's log for this time.",
        ).response()
