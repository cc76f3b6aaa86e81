"""One JSON object a line on stdout, for this code, uvicorn and alembic alike."""

import logging
import sys
from typing import Any, NoReturn

import structlog

EXIT_CONFIGURATION = 78

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    structlog.processors.format_exc_info,
]


def formatter() -> logging.Formatter:
    """For records of every library."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.EventRenamer("message"),
            _without_colours,
            structlog.processors.JSONRenderer(),
        ],
    )


def _without_colours(_: Any, __: str, event: Any) -> Any:
    event.pop("color_message", None)
    return event


def configure(level: str) -> None:
    """Set up logging in this process."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    # Each request is told once, by this service itself (app/middleware.py).
    logging.getLogger("uvicorn.access").disabled = True
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def get(name: str) -> structlog.stdlib.BoundLogger:
    """A logger whose extra words become fields of the line."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def fail(message: str) -> NoReturn:
    """End the start with one line that says why."""
    configure("INFO")
    get("app").critical(message)
    sys.stdout.flush()
    sys.exit(EXIT_CONFIGURATION)
