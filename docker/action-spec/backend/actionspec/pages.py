"""The single-page app: hashed assets for a year, index.html for every page it may know."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, request, send_from_directory
from werkzeug.exceptions import NotFound

from .errors import ApiError, is_api_path, unknown_api_path

_YEAR = 31536000


def register(app: Flask) -> None:
    """Adds `/`, the fallback for unknown pages, and the cache rules."""

    def index() -> Response:
        try:
            return send_from_directory(str(app.static_folder), "index.html", max_age=0)
        except NotFound:
            raise ApiError(
                503,
                "frontend_missing",
                "The built frontend is not in backend/static.",
                "Build it (pnpm build) and link frontend/dist to backend/static, or use the image.",
            ) from None

    app.add_url_rule("/", "index", index)

    @app.errorhandler(404)
    def not_found(_: Exception) -> Response:
        if is_api_path(request.path):
            return unknown_api_path(request.path).response()
        # A missing asset must not be answered with a page: the browser would run HTML as a script.
        missing_file = request.path.startswith("/assets/") or Path(request.path).suffix in (".js", ".css", ".map")
        if missing_file or request.method not in ("GET", "HEAD"):
            return ApiError(404, "not_found", f"There is no {request.path}.", "Reload the page.").response()
        return index()

    @app.after_request
    def cache(answer: Response) -> Response:
        if request.path.startswith("/assets/") and answer.status_code in (200, 304):
            answer.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        elif answer.mimetype == "text/html":
            answer.headers["Cache-Control"] = "no-cache"
        return answer
