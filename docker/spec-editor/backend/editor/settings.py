"""The environment, read once. A bad value never stops the start: pages and /health say what is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PUBLIC_API = "https://api.github.com"


@dataclass(frozen=True)
class Settings:
    """Where the specs are, and how GitHub is asked."""

    token: str = field(default="", repr=False)
    repo: str = "trakrf/action-spec"
    specs_path: str = "demo/infra"
    branch: str = "main"
    workflow: str = "deploy-pod.yml"
    api_url: str = PUBLIC_API
    release: str = ""
    # For one call to GitHub. The longest page makes five: less than Gunicorn's 60 s in all.
    call_seconds: int = 10
    # How often GitHub is asked about the token and its rate limit, which costs nothing of that limit.
    watch_seconds: float = 60.0
    faults: tuple[str, ...] = ()

    @property
    def web_url(self) -> str:
        """Where people look at repositories: github.com, or the host of a GitHub Enterprise API."""
        if self.api_url == PUBLIC_API:
            return "https://github.com"
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.api_url))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Empty variables count as unset: Compose hands them over that way."""
        given = os.environ if environment is None else environment

        def value(name: str, default: str) -> str:
            return given.get(name, "").strip() or default

        faults = []
        token = value("GH_TOKEN", "")
        if not token:
            faults.append("GH_TOKEN is not set")
        elif not re.fullmatch(r"[!-~]+", token):
            # It would end up in an error about a header, in plain sight: it is not used, nor shown.
            token = ""
            faults.append("GH_TOKEN has a blank, a line break or another character that no token has")
        repo = value("GH_REPO", cls.repo)
        if not re.fullmatch(r"[\w-]+/[\w.-]+", repo):
            faults.append(f'GH_REPO must be owner/name, and is "{repo}"')
        api_url = value("GITHUB_API_URL", PUBLIC_API).rstrip("/")
        if urlsplit(api_url).scheme not in ("http", "https") or not urlsplit(api_url).hostname:
            faults.append(f'GITHUB_API_URL must be an http or https address, and is "{api_url}"')
        return cls(
            token=token,
            repo=repo,
            specs_path=value("SPECS_PATH", cls.specs_path).strip("/"),
            branch=value("WORKFLOW_BRANCH", cls.branch),
            workflow=value("WORKFLOW_FILE", cls.workflow),
            api_url=api_url,
            release=value("SLIPWAY_RELEASE", ""),
            faults=tuple(faults),
        )
