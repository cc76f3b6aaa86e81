"""A small client for the GitHub REST API: one request, one time budget, errors in words."""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError, ReadTimeoutError

from .errors import ApiError
from .settings import Settings
from .status import GitHubStatus

_CACHED_ANSWERS = 256


@dataclass(frozen=True)
class Reply:
    """GitHub's answer: the HTTP status and the decoded JSON (None for an empty body)."""

    status: int
    body: Any


class Budget:
    """The time one of our own requests may spend on GitHub, over all its calls."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, 0 when used up."""
        return max(0.0, self._end - time.monotonic())


class GitHub:
    """Talks to GitHub with the token, and turns every kind of refusal into an `ApiError`."""

    def __init__(self, settings: Settings, status: GitHubStatus) -> None:
        self._settings, self._status = settings, status
        # urllib3 drops Authorization when a redirect leaves the host, so the token stays with GitHub.
        self._pool = urllib3.PoolManager(maxsize=16, retries=urllib3.Retry(0, redirect=3, raise_on_redirect=False))
        self._etags: OrderedDict[str, tuple[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def budget(self) -> Budget:
        """A fresh budget for one request of ours."""
        return Budget(self._settings.github_budget_seconds)

    def get(self, path: str, budget: Budget, query: Mapping[str, str] | None = None) -> Any:
        """The JSON at `path` below the repository."""
        return self.call("GET", path, budget, query=query).body

    def call(
        self,
        method: str,
        path: str,
        budget: Budget,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Reply:
        """One call below `/repos/<owner>/<name>`; raises `ApiError` for everything but success."""
        if not self._settings.token:
            raise _token_missing(self._settings.token_problem)
        url = f"{self._settings.api_url}/repos/{self._settings.repo}{path}"
        if query:
            url += "?" + urlencode(query)
        known = self._etags.get(url) if method == "GET" else None
        headers = self._headers(known[0] if known else None, has_body=body is not None)
        answer = self._send(method, url, budget, headers, None if body is None else json.dumps(body).encode())
        if answer.status == 304 and known:
            self._status.record("ok", answer.headers)
            return Reply(200, known[1])
        decoded = _decode(answer.data)
        if answer.status >= 400:
            error = self._refusal(answer, decoded)
            # A 404, 409 or 422 is an answer about content: GitHub itself is well.
            self._status.record("ok" if answer.status in (404, 409, 422) else error.code, answer.headers)
            raise error
        self._status.record("ok", answer.headers)
        if method == "GET" and "etag" in answer.headers:
            self._keep(url, answer.headers["etag"], decoded)
        return Reply(answer.status, decoded)

    def _headers(self, etag: str | None, has_body: bool) -> dict[str, str]:
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self._settings.token}",
            "User-Agent": "action-spec",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        if etag:
            headers["If-None-Match"] = etag  # a 304 does not count against the rate limit
        if has_body:
            headers["Content-Type"] = "application/json"
        return headers

    def _send(
        self, method: str, url: str, budget: Budget, headers: dict[str, str], data: bytes | None
    ) -> urllib3.BaseHTTPResponse:
        left = budget.left()
        if left < 0.1:
            raise self._too_slow()
        try:
            timeout = urllib3.Timeout(connect=min(5.0, left), read=left)
            return self._pool.request(method, url, body=data, headers=headers, timeout=timeout)
        except HTTPError as error:
            # urllib3 wraps what happened in a MaxRetryError, also where there was only one try.
            reason = getattr(error, "reason", None) or error
            if isinstance(reason, ReadTimeoutError):
                raise self._too_slow() from None
            # The error's own text names host and reason; headers, and so the token, are never in it.
            self._status.record("unreachable", {})
            raise ApiError(
                502,
                "github_unreachable",
                f"GitHub could not be reached at {self._settings.api_url} ({type(reason).__name__}).",
                "Check the network and GITHUB_API_URL, then try again.",
            ) from None

    def _too_slow(self) -> ApiError:
        self._status.record("timeout", {})
        return ApiError(
            504,
            "github_timeout",
            f"GitHub did not answer within {self._settings.github_budget_seconds:g} seconds.",
            "Try again in a moment; githubstatus.com tells whether GitHub has trouble.",
        )

    def _keep(self, url: str, etag: str, body: Any) -> None:
        with self._lock:
            self._etags[url] = (etag, body)
            self._etags.move_to_end(url)
            while len(self._etags) > _CACHED_ANSWERS:
                self._etags.popitem(last=False)

    def _refusal(self, answer: urllib3.BaseHTTPResponse, body: Any) -> ApiError:
        message = str(body.get("message", "")) if isinstance(body, dict) else ""
        limited = answer.headers.get("x-ratelimit-remaining") == "0" or "rate limit" in message.lower()
        if answer.status == 429 or (answer.status == 403 and limited):
            return _rate_limited(answer.headers)
        if answer.status == 401:
            return ApiError(
                502,
                "bad_token",
                "GitHub does not accept the token (401): it is wrong, expired or revoked.",
                "Create a token with access to the repository, set GH_TOKEN to it and start the container again.",
            )
        if answer.status == 403:
            return ApiError(
                502,
                "token_lacks_access",
                f"The token may not do this in {self._settings.repo} (403). {message}".strip(),
                "Give the token read and write access to contents, pull requests and actions of the repository.",
            )
        if answer.status == 404:
            return ApiError(
                404,
                "not_found",
                f"GitHub knows no such thing in {self._settings.repo}, or the token may not see it.",
                "Check GH_REPO, SPECS_PATH, WORKFLOW_BRANCH and the token's access.",
            )
        if answer.status == 409:
            return ApiError(409, "conflict", f"GitHub reports a conflict. {message}".strip(), "Load it again.")
        if answer.status == 422:
            return ApiError(422, "refused", f"GitHub refused the request. {message}".strip(), "Check the values.")
        return ApiError(
            502, "github_error", f"GitHub answered {answer.status}. {message}".strip(), "Try again in a moment."
        )


def _token_missing(problem: str) -> ApiError:
    return ApiError(
        503,
        "token_missing" if "not set" in problem else "token_invalid",
        problem,
        "Set GH_TOKEN to a GitHub token (scopes repo and workflow) and start the container again.",
    )


def _rate_limited(headers: Mapping[str, str]) -> ApiError:
    now = int(time.time())
    try:
        wait = int(headers["retry-after"]) if "retry-after" in headers else int(headers["x-ratelimit-reset"]) - now
    except (KeyError, ValueError):
        wait = 60
    wait = max(1, wait)
    clock = time.strftime("%H:%M UTC", time.gmtime(now + wait))
    return ApiError(
        503,
        "rate_limited",
        "GitHub's rate limit for this token is used up.",
        f"Wait until {clock}, or use a token with a limit of its own.",
        retry_after=wait,
    )


def _decode(data: bytes) -> Any:
    if not data:
        return None
    try:
        return json.loads(data)
    except ValueError:
        return None  # an HTML page from something in between; the status still tells
