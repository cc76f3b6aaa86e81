"""Puts the service together."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import async_sessionmaker

from app import VERSION
from app.config import Settings, load_settings
from app.database import create_engine, unavailable_reason
from app.middleware import RequestLogMiddleware, RequestTimeoutMiddleware
from app.routes import api_keys, docs, health, tasks

REQUEST_SECONDS = 30
_log = logging.getLogger("app")


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    # Here and not at import: gunicorn imports before it forks, and processes must not share connections.
    app.state.engine = create_engine(app.state.settings.database_url)
    app.state.sessions = async_sessionmaker(app.state.engine, expire_on_commit=False)
    yield
    await app.state.engine.dispose()


async def _database_error(request: Request, error: Exception) -> JSONResponse:
    reason = unavailable_reason(error)
    if reason is None:
        raise error
    _log.error("request failed: %s", reason, extra={"error": type(error).__name__})
    return JSONResponse({"detail": reason}, status_code=503, headers={"Retry-After": "5"})


async def _unexpected_error(request: Request, error: Exception) -> JSONResponse:
    # What happened is in the log, found by the request id: the caller is not told how the service works inside.
    return JSONResponse({"detail": "The service failed to answer; the cause is in its log."}, status_code=500)


def create_app(settings: Settings, request_seconds: float = REQUEST_SECONDS) -> FastAPI:
    """Build the application for the given settings."""
    app = FastAPI(
        title="Task API",
        version=VERSION,
        description="Tasks for other services. Send a service's API key in the header `X-API-Key`.",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    for kind in (SQLAlchemyError, OSError, asyncpg.PostgresError):
        app.add_exception_handler(kind, _database_error)
    app.add_exception_handler(Exception, _unexpected_error)
    # The last one added is the outermost.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.cors_origins,
        allow_methods=["GET", "POST", "PATCH", "DELETE"],
        allow_headers=["Content-Type", "X-API-Key", "X-Request-ID"],
        expose_headers=["X-Request-ID"],
    )
    app.add_middleware(RequestTimeoutMiddleware, seconds=request_seconds)
    app.add_middleware(RequestLogMiddleware)
    for module in (health, tasks, api_keys):
        app.include_router(module.router)
    docs.add_docs(app)
    return app


def __getattr__(name: str) -> FastAPI:
    """`app.main:app`, built from the environment when a server asks for it and not when a test imports this module."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    app = create_app(load_settings())
    globals()["app"] = app
    return app
