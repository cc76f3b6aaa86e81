"""The service: `uvicorn app.main:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from app import VERSION, logs
from app.config import ConfigurationError, Settings, load
from app.database import create_engine, create_sessions, unavailable_reason
from app.hub import Hub
from app.middleware import Requests
from app.redis_client import create_redis
from app.routes import api, health, live

_log = logs.get("app.main")


def create_app(settings: Settings) -> FastAPI:
    """Wire the application; nothing is connected before it starts."""
    engine = create_engine(settings.database_url)
    sessions, redis = create_sessions(engine), create_redis(settings.redis_url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        app.state.hub.start()
        yield
        await app.state.hub.stop()
        await redis.aclose()
        await engine.dispose()

    app = FastAPI(title="SOVD", version=VERSION, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.settings, app.state.engine, app.state.sessions, app.state.redis = settings, engine, sessions, redis
    app.state.hub = Hub(redis, lambda: live.snapshot(sessions))
    app.add_middleware(Requests)
    for router in (health.router, api.router, live.router):
        app.include_router(router)

    @app.exception_handler(Exception)
    async def failed(_: Request, error: Exception) -> JSONResponse:
        reason = unavailable_reason(error)
        if reason is None:
            _log.error("a request failed", exc_info=error)
            return JSONResponse({"detail": "An error: it is in the log."}, 500)
        _log.warning("a request could not be served", reason=reason)
        return JSONResponse({"detail": reason}, 503, {"Retry-After": "2"})

    return app


def start() -> FastAPI:
    """The application of this environment, or the end with one line that names each problem."""
    try:
        settings = load(Settings)
    except ConfigurationError as error:
        logs.fail(str(error))
    logs.configure(settings.log_level)
    return create_app(settings)


def __getattr__(name: str) -> FastAPI:
    """`app` is made when uvicorn asks for it, so that tests may import this module without an environment."""
    if name == "app":
        return start()
    raise AttributeError(name)
