"""One JSON object a line on stdout, for this service, gunicorn, uvicorn and alembic alike."""

import json
import logging
import logging.config
import os
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, NoReturn

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

# What every record has; anything else was given as `extra` and belongs in the line.
_STANDARD = frozenset(vars(logging.LogRecord("", 0, "", 0, "", None, None))) | {
    "message",
    "asctime",
    "taskName",
    "color_message",
}


class JsonFormatter(logging.Formatter):
    """Formats a record, its extras and its traceback as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "pid": record.process,
        }
        current = request_id.get()
        if current is not None:
            line["request_id"] = current
        line.update({key: value for key, value in vars(record).items() if key not in _STANDARD})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def logging_config(level: str) -> dict[str, Any]:
    """A `logging.config.dictConfig` that sends everything through one JSON handler."""
    quiet = {"handlers": ["stdout"], "level": "WARNING", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            "gunicorn.error": {"handlers": ["stdout"], "level": level, "propagate": False},
            # The service writes its own line per request, with the request id and the time it took.
            "gunicorn.access": quiet,
            "uvicorn.access": quiet,
        },
    }


def configure_logging(level: str) -> None:
    """Set up logging for a process that gunicorn does not manage (alembic, a start that fails)."""
    logging.config.dictConfig(logging_config(level))
    logging.captureWarnings(True)


def fail_start(message: str) -> NoReturn:
    """End the process with one line that says why. 78 is the system's own code for a configuration error."""
    configure_logging("INFO")
    logging.getLogger("app").critical(message)
    raise SystemExit(os.EX_CONFIG)
