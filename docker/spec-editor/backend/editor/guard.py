"""Only our own pages may write, and browsers are told to be strict."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, g, request

from .problems import Problem
from .settings import Settings

_COOKIE = "spec_editor_form"
_FIELD = "form_token"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def register(app: Flask, settings: Settings) -> None:
    """A form carries a token that fits its browser's cookie; another site can make neither."""
    # From the token: a form opened before a new release, or with another copy of the app, can still be sent.
    key = hashlib.sha256(b"spec-editor forms " + (settings.token or secrets.token_hex()).encode()).digest()

    def token_for(cookie: str) -> str:
        return hmac.new(key, cookie.encode(), hashlib.sha256).hexdigest()

    @app.before_request
    def check() -> None:
        g.form_cookie = request.cookies.get(_COOKIE) or secrets.token_urlsafe(18)
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        # Origin may be "null" or lack behind odd proxies: then the token alone decides.
        foreign = site in ("cross-site", "same-site") or (
            site is None and origin not in (None, "null") and urlsplit(origin or "").netloc != request.host
        )
        given = request.form.get(_FIELD, "")
        if foreign or not hmac.compare_digest(given.encode(), token_for(g.form_cookie).encode()):
            what = "This form was not sent from a page of this app, or it was opened too long ago. Nothing was done."
            raise Problem(403, "foreign_form", what, "Open the page again and send the form once more.")

    @app.context_processor
    def fields() -> dict[str, str]:
        return {"form_token": token_for(g.form_cookie), "form_token_name": _FIELD}

    @app.after_request
    def harden(answer: Response) -> Response:
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        if request.endpoint == "static" and "v" in request.args:
            # That address changes with the content, so it may be kept.
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        else:
            answer.headers["Cache-Control"] = "no-store"
        if answer.mimetype == "text/html" and request.cookies.get(_COOKIE) != g.form_cookie:
            secure = request.headers.get("X-Forwarded-Proto", request.scheme) == "https"
            answer.set_cookie(_COOKIE, g.form_cookie, httponly=True, samesite="Lax", secure=secure)
        return answer
