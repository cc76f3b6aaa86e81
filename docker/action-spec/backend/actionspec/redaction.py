"""Keeps the token out of log lines, whatever wrote them."""

from __future__ import annotations

import base64
import logging
import traceback
from urllib.parse import quote

MASK = "[redacted]"
_secrets: set[str] = set()


def redact(text: str) -> str:
    """Replaces every known secret, also in its URL and base64 spelling."""
    for secret in _secrets:
        text = text.replace(secret, MASK)
    return text


def _remember(secret: str) -> None:
    _secrets.update((secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode()))


def install_redaction(secret: str) -> None:
    """Masks `secret` in every record made from now on, including tracebacks."""
    if not secret:
        return
    first = not _secrets
    _remember(secret)
    if not first:
        return
    make = logging.getLogRecordFactory()

    def factory(*args: object, **kwargs: object) -> logging.LogRecord:
        record = make(*args, **kwargs)
        # Formatting here, once, is what makes it certain: arguments may hold the secret inside any object.
        try:
            record.msg, record.args = redact(record.getMessage()), ()
        except (TypeError, ValueError):
            record.msg, record.args = redact(str(record.msg)), ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = redact("".join(traceback.format_exception(*record.exc_info)).rstrip())
        return record

    logging.setLogRecordFactory(factory)
