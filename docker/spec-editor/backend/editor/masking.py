"""Takes the token out of text."""

from __future__ import annotations

from base64 import b64encode
from json import dumps
from urllib.parse import quote

MASK = "(hidden)"


class Mask:
    """Replaces a secret in every spelling in which it could turn up."""

    def __init__(self, secret: str) -> None:
        spellings = {secret, quote(secret, safe=""), b64encode(secret.encode()).decode(), dumps(secret)[1:-1]}
        # The longest first: one spelling may hold another.
        self._spellings = sorted(spellings, key=len, reverse=True) if secret else []

    def __call__(self, text: str) -> str:
        for spelling in self._spellings:
            text = text.replace(spelling, MASK)
        return text
