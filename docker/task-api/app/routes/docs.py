"""The API's documentation, from this process alone: FastAPI's own page loads its scripts from a CDN."""

from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

_ASSETS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css", "favicon.png": "image/png"}


def _assets_folder() -> Path:
    # Found, not imported: only the package's files are wanted.
    spec = find_spec("fastapi_offline")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package fastapi-offline is missing; install requirements.txt")
    return Path(spec.origin).parent / "static"


def add_docs(app: FastAPI) -> None:
    """Serve `/docs` and its assets, and send `/` there."""
    folder = _assets_folder()

    @app.get("/", include_in_schema=False)
    async def root() -> RedirectResponse:
        return RedirectResponse("/docs")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url=app.openapi_url or "/openapi.json",
            title=app.title,
            swagger_js_url="/docs/assets/swagger-ui-bundle.js",
            swagger_css_url="/docs/assets/swagger-ui.css",
            swagger_favicon_url="/docs/assets/favicon.png",
        )

    def add_asset(name: str, media_type: str) -> None:
        @app.get(f"/docs/assets/{name}", include_in_schema=False)
        async def asset() -> FileResponse:
            return FileResponse(
                folder / name, media_type=media_type, headers={"Cache-Control": "public, max-age=86400"}
            )

    for name, media_type in _ASSETS.items():
        add_asset(name, media_type)
