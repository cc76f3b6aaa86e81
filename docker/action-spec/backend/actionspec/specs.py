"""The specs in the repository: list, read, save, deploy."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from . import rules
from .errors import ApiError
from .github import Budget, GitHub
from .settings import Settings
from .workflow import dispatch_inputs

_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$")
_FILE = "spec.yml"


@dataclass(frozen=True)
class SaveRequest:
    """One edit: the new text, the blob it was made from, and how it should reach the branch."""

    text: str
    sha: str
    message: str
    mode: str


class SpecRepository:
    """`<SPECS_PATH>/<customer>/<environment>/spec.yml` on the configured branch."""

    def __init__(self, github: GitHub, settings: Settings) -> None:
        self._github, self._settings = github, settings

    def list(self) -> dict[str, Any]:
        """All specs with their place, sorted; `truncated` when GitHub did not list the whole tree."""
        budget = self._github.budget()
        tree = self._github.get(f"/git/trees/{_quoted(self._settings.branch)}", budget)
        for part in filter(None, self._settings.specs_path.split("/")):
            entry = next((e for e in tree["tree"] if e["path"] == part and e["type"] == "tree"), None)
            if entry is None:
                raise ApiError(
                    404,
                    "specs_path_missing",
                    f"{self._settings.repo} has no folder {self._settings.specs_path} on {self._settings.branch}.",
                    "Create it there, or set SPECS_PATH to the folder that holds the specs.",
                )
            tree = self._github.get(f"/git/trees/{entry['sha']}", budget)
        tree = self._github.get(f"/git/trees/{tree['sha']}", budget, {"recursive": "1"})
        found = []
        for entry in tree["tree"]:
            parts = entry["path"].split("/")
            if entry["type"] == "blob" and len(parts) == 3 and parts[2] == _FILE and all(map(_NAME.match, parts[:2])):
                found.append({"customer": parts[0], "environment": parts[1], "path": self._path(*parts[:2])})
        found.sort(key=lambda spec: (spec["customer"], spec["environment"]))
        return {"specs": found, "truncated": bool(tree.get("truncated"))}

    def read(self, customer: str, environment: str) -> dict[str, Any]:
        """The text of one spec, its blob id, its rules and what is wrong with it now."""
        path = self._checked_path(customer, environment)
        try:
            text, sha, page = self._content(path, self._github.budget())
        except ApiError as error:
            if error.code != "not_found":
                raise
            where = f"{self._settings.branch} of {self._settings.repo}"
            raise ApiError(
                404,
                "spec_missing",
                f"There is no {path} on {where}, or the token may not see it.",
                "Pick another spec, or commit this file first.",
            ) from None
        return {
            "customer": customer,
            "environment": environment,
            "path": path,
            "sha": sha,
            "text": text,
            "url": page,
            "fields": rules.fields_for(customer, environment),
            "issues": rules.check(text, customer, environment),
        }

    def history(self, customer: str, environment: str) -> dict[str, Any]:
        """The last commits that touched one spec."""
        path = self._checked_path(customer, environment)
        query = {"path": path, "sha": self._settings.branch, "per_page": "5"}
        commits = self._github.get("/commits", self._github.budget(), query)
        return {"commits": [_commit(entry) for entry in commits]}

    def save(self, customer: str, environment: str, request: SaveRequest) -> dict[str, Any]:
        """Checks the edit, then commits it to the branch or opens a pull request."""
        path = self._checked_path(customer, environment)
        issues = rules.check(request.text, customer, environment)
        if issues:
            raise ApiError(
                422, "invalid_spec", "The spec has values that cannot be saved.", "Correct them.", issues=issues
            )
        budget = self._github.budget()
        current, sha, _ = self._content(path, budget)
        if sha != request.sha:
            raise _changed_meanwhile(current, sha)
        if current == request.text:
            raise ApiError(422, "no_change", "The spec is the same as on the branch.", "Change something first.")
        message = request.message.strip() or f"Change {customer}/{environment}"
        if request.mode == "commit":
            return self._commit(path, self._settings.branch, message, request, budget)
        return self._pull_request(f"{customer}-{environment}", path, message, request, budget)

    def deploy(self, customer: str, environment: str) -> dict[str, Any]:
        """Starts the workflow on the branch for this spec."""
        path = self._checked_path(customer, environment)
        budget = self._github.budget()
        file, branch = self._settings.workflow_file, self._settings.branch
        text, _, _ = self._content(path, budget)
        try:
            workflow, _, _ = self._content(f".github/workflows/{file}", budget)
        except ApiError as error:
            if error.code != "not_found":
                raise
            raise ApiError(
                404,
                "workflow_missing",
                f"{self._settings.repo} has no workflow {file} on {branch}.",
                "Add it to .github/workflows, or set WORKFLOW_FILE to the workflow that deploys.",
            ) from None
        inputs = dispatch_inputs(workflow, text, {"customer": customer, "environment": environment})
        self._github.call(
            "POST", f"/actions/workflows/{_quoted(file)}/dispatches", budget, body={"ref": branch, "inputs": inputs}
        )
        return {"workflow": file, "branch": branch, "inputs": inputs, "url": self._web(f"actions/workflows/{file}")}

    def _commit(self, path: str, branch: str, message: str, request: SaveRequest, budget: Budget) -> dict[str, Any]:
        content = base64.b64encode(request.text.encode()).decode()
        body = {"message": message, "content": content, "sha": request.sha, "branch": branch}
        try:
            done = self._github.call("PUT", f"/contents/{_quoted(path)}", budget, body=body).body
        except ApiError as error:
            if error.code != "conflict":
                raise
            current, sha, _ = self._content(path, budget)
            raise _changed_meanwhile(current, sha) from None
        return {"mode": "commit", "branch": branch, "sha": done["content"]["sha"], "url": done["commit"]["html_url"]}

    def _pull_request(self, slug: str, path: str, title: str, request: SaveRequest, budget: Budget) -> dict[str, Any]:
        base = self._settings.branch
        head = f"action-spec/{slug}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(2)}"
        tip = self._github.get(f"/git/ref/heads/{_quoted(base)}", budget)["object"]["sha"]
        self._github.call("POST", "/git/refs", budget, body={"ref": f"refs/heads/{head}", "sha": tip})
        try:
            self._commit(path, head, title, request, budget)
            body = {"title": title, "head": head, "base": base, "body": f"Edited with action-spec: `{path}`."}
            pull = self._github.call("POST", "/pulls", budget, body=body).body
        except ApiError:
            self._drop_branch(head)  # nothing half-made stays behind
            raise
        return {"mode": "pull_request", "branch": head, "number": pull["number"], "url": pull["html_url"]}

    def _drop_branch(self, head: str) -> None:
        try:
            self._github.call("DELETE", f"/git/refs/heads/{_quoted(head)}", Budget(4))
        except ApiError:
            pass  # the first error is the one that matters

    def _content(self, path: str, budget: Budget) -> tuple[str, str, str]:
        body = self._github.get(f"/contents/{_quoted(path)}", budget, {"ref": self._settings.branch})
        try:
            text = base64.b64decode(body["content"]).decode("utf-8")
        except (KeyError, TypeError, binascii.Error, UnicodeDecodeError):
            raise ApiError(502, "unreadable", f"{path} is not a text file.", "Look at it on GitHub.") from None
        return text, body["sha"], body.get("html_url", "")

    def _path(self, customer: str, environment: str) -> str:
        return "/".join(filter(None, (self._settings.specs_path, customer, environment, _FILE)))

    def _checked_path(self, customer: str, environment: str) -> str:
        for name in (customer, environment):
            if not _NAME.match(name):
                raise ApiError(404, "not_found", f'"{name}" is no customer or environment.', "Pick one of the list.")
        return self._path(customer, environment)

    def _web(self, page: str) -> str:
        return f"{self._settings.web_url}/{self._settings.repo}/{page}"


def _quoted(part: str) -> str:
    return quote(part, safe="/")


def _commit(entry: dict[str, Any]) -> dict[str, Any]:
    author = entry["commit"].get("author") or {}
    return {
        "sha": entry["sha"],
        "message": entry["commit"]["message"].split("\n", 1)[0],
        "author": author.get("name", ""),
        "date": author.get("date", ""),
        "url": entry.get("html_url", ""),
    }


def _changed_meanwhile(current: str, sha: str) -> ApiError:
    return ApiError(
        409,
        "changed_meanwhile",
        "Someone changed this spec on the branch after you opened it. Nothing was saved.",
        "Compare with the new version, then save again.",
        current={"text": current, "sha": sha},
    )
