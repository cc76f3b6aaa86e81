"""Headers for the browser, and a check that writes come from our own page."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, request

from .errors import ApiError

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def register(app: Flask) -> None:
    """Applies both to every request."""

    @app.before_request
    def same_origin() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return
        # The page holds no credential of its own, so another site's page must not be able to write through it.
        # Sec-Fetch-Site survives proxies that change Host; it is missing on plain HTTP, where Origin has to do.
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin", "")
        ours = site in ("same-origin", "none") if site else not origin or urlsplit(origin).netloc == request.host
        if not ours:
            raise ApiError(403, "foreign_origin", "Another site's page sent this write.", "Use this app's own page.")

    @app.after_request
    def headers(answer: Response) -> Response:
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer
