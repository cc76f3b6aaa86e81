"""One JSON object a line on standard output, whoever writes it, and never with the token in it."""

from __future__ import annotations

import json
import logging
import time
from datetime import datetime, timezone
from typing import Any

from flask import Flask, Response, g, request

from .masking import Mask
from .settings import Settings

log = logging.getLogger("editor")

_QUIET = ("/health", "/metrics")


class JsonLines(logging.Formatter):
    """Extra fields of a record (`extra={"fields": {…}}`) become fields of the line."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        # Each text before it is quoted: JSON would spell a token with a quotation mark in it differently.
        return json.dumps({key: self._mask(value) if isinstance(value, str) else value for key, value in line.items()})


def logging_config(settings: Settings) -> dict[str, Any]:
    """For `logging.config.dictConfig`: Gunicorn's and the app's records through one handler."""
    through = {"handlers": ["stdout"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines, "mask": Mask(settings.token)}},
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
        "root": {"handlers": ["stdout"], "level": "INFO"},
        "loggers": {"gunicorn.error": {**through, "level": "INFO"}, "gunicorn.access": {**through, "level": "WARNING"}},
    }


def log_requests(app: Flask) -> None:
    """A line for each request; probes only when they fail."""

    @app.before_request
    def begin() -> None:
        g.begun = time.perf_counter()

    @app.after_request
    def end(answer: Response) -> Response:
        if answer.status_code >= 400 or request.path not in _QUIET:
            took = round((time.perf_counter() - g.begun) * 1000)
            # Without the query and the headers: nobody knows what a client puts there.
            fields = {"method": request.method, "path": request.path, "status": answer.status_code, "ms": took}
            log.info("request", extra={"fields": fields})
        return answer
