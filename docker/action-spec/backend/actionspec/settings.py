"""What the environment says, read once at start."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

_REPO = re.compile(r"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$")
_TOKEN = re.compile(r"^[\x21-\x7e]+$")


@dataclass(frozen=True)
class Settings:
    """The application's configuration; `warnings` says what is wrong with it, in words."""

    token: str = field(default="", repr=False)
    token_problem: str = ""
    repo: str = "trakrf/action-spec"
    specs_path: str = "infra"
    branch: str = "main"
    workflow_file: str = "deploy-pod.yml"
    api_url: str = "https://api.github.com"
    release: str = ""
    # Gunicorn ends a worker after 60 s: a request's whole budget for GitHub must end before that.
    github_budget_seconds: float = 55.0
    max_body_bytes: int = 512 * 1024
    status_file: Path | None = None
    warnings: tuple[str, ...] = ()

    @property
    def web_url(self) -> str:
        """Where people look at the repository: github.com, or the GitHub Enterprise host of the API."""
        parts = urlsplit(self.api_url)
        return "https://github.com" if parts.hostname == "api.github.com" else f"{parts.scheme}://{parts.netloc}"

    @staticmethod
    def from_environment(env: Mapping[str, str] | None = None) -> Settings:
        """Reads the environment. Bad values never stop the start: `/health` must be able to say what is wrong."""
        source = os.environ if env is None else env

        def read(name: str, default: str) -> str:
            return source.get(name, "").strip() or default

        warnings: list[str] = []
        token = source.get("GH_TOKEN", "").strip()
        problem = ""
        if not token:
            problem = "GH_TOKEN is not set."
        elif not _TOKEN.match(token):
            # Such a value would travel inside an exception about an invalid header: never hand it on.
            problem = "GH_TOKEN contains spaces, line breaks or characters that no GitHub token has."
        if problem:
            warnings.append(f"{problem} The API answers an error until a valid token is given.")

        repo = read("GH_REPO", Settings.repo)
        if not _REPO.match(repo):
            warnings.append(f'GH_REPO must look like "owner/name"; it is "{repo}".')
        api_url = read("GITHUB_API_URL", Settings.api_url).rstrip("/")
        if urlsplit(api_url).scheme not in ("http", "https") or not urlsplit(api_url).hostname:
            warnings.append(f'GITHUB_API_URL must be an http(s) address; it is "{api_url}".')

        return Settings(
            token="" if problem else token,
            token_problem=problem,
            repo=repo,
            specs_path=read("SPECS_PATH", Settings.specs_path).strip("/"),
            branch=read("WORKFLOW_BRANCH", Settings.branch),
            workflow_file=read("WORKFLOW_FILE", Settings.workflow_file),
            api_url=api_url,
            release=source.get("SLIPWAY_RELEASE", "").strip(),
            status_file=Path(tempfile.gettempdir()) / "action-spec-github-status.json",
            warnings=tuple(warnings),
        )
