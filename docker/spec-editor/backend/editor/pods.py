"""The pods: `SPECS_PATH/<customer>/<environment>/spec.yml` on the branch. Listed, read, saved, deployed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from github import GithubException
from github.ContentFile import ContentFile
from github.Repository import Repository

from .dispatch import inputs_for
from .github_api import GitHubApi
from .problems import Problem, changed_meanwhile
from .settings import Settings

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")


@dataclass(frozen=True)
class Pod:
    """One spec as it is on the branch."""

    customer: str
    environment: str
    path: str
    text: str
    sha: str


@dataclass(frozen=True)
class Run:
    """A run of the workflow that was asked for; without an id where GitHub does not tell which one it is."""

    id: int | None
    url: str
    status: str = "queued"
    conclusion: str = ""
    begun: datetime | None = None


class Pods:
    """What pages do with pods."""

    def __init__(self, api: GitHubApi, settings: Settings) -> None:
        self._api, self._settings = api, settings

    def all(self) -> list[tuple[str, str]]:
        """(customer, environment) of each spec, in order."""
        with self._api.repository() as repository:
            tree = self._specs_tree(repository)
            listed = repository.get_git_tree(tree, recursive=True)
            found = []
            for entry in listed.tree:
                parts = entry.path.split("/")
                if entry.type == "blob" and len(parts) == 3 and parts[2] == "spec.yml":
                    if all(_NAME.fullmatch(part) for part in parts[:2]):
                        found.append((parts[0], parts[1]))
            return sorted(found)

    def read(self, customer: str, environment: str) -> Pod:
        """One spec."""
        path = self._path(customer, environment)
        with self._api.repository() as repository:
            return self._pod(repository, customer, environment, path)

    def save(self, pod: Pod, text: str, message: str) -> str:
        """Commits to the branch, unless it has changed since `pod` was read; answers the commit's id."""
        with self._api.repository() as repository:
            try:
                done = repository.update_file(pod.path, message, text, pod.sha, branch=self._settings.branch)
            except GithubException as error:
                if error.status == 409:
                    raise changed_meanwhile(pod.path) from error
                raise
            return str(done["commit"].sha)

    def deploy(self, customer: str, environment: str) -> Run:
        """Starts the workflow on the branch, with what it wants to know of the spec there."""
        path = self._path(customer, environment)
        file, branch = self._settings.workflow, self._settings.branch
        with self._api.repository() as repository:
            pod = self._pod(repository, customer, environment, path)
            where = f".github/workflows/{file}"
            try:
                workflow = _text(repository.get_contents(where, ref=branch), where)
            except GithubException as error:
                if error.status != 404:
                    raise
                what = f"{self._settings.repo} has no workflow {file} on {branch}."
                remedy = "Add it to .github/workflows, or put the name of the one that deploys into WORKFLOW_FILE."
                raise Problem(404, "workflow_missing", what, remedy) from error
            place = {"customer": customer, "environment": environment}
            inputs = inputs_for(workflow, file, pod.text, place)
            started = repository.get_workflow(file).create_dispatch(branch, inputs, throw=True, return_run_details=True)
            if isinstance(started, bool):
                return Run(None, f"{self._settings.web_url}/{self._settings.repo}/actions/workflows/{file}")
            return Run(started.id, started.html_url)

    def run(self, id: int) -> Run:
        """How a run is getting on."""
        with self._api.repository() as repository:
            try:
                run = repository.get_workflow_run(id)
                return Run(run.id, run.html_url, run.status, run.conclusion or "", run.created_at)
            except GithubException as error:
                if error.status != 404:
                    raise
                what = f"{self._settings.repo} has no workflow run {id}, or the token may not see it."
                raise Problem(404, "run_missing", what, "Look at the Actions page of the repository.") from error

    def _pod(self, repository: Repository, customer: str, environment: str, path: str) -> Pod:
        try:
            content = repository.get_contents(path, ref=self._settings.branch)
        except GithubException as error:
            if error.status != 404:
                raise
            what = (
                f"There is no {path} on {self._settings.branch} of {self._settings.repo}, or the token may not see it."
            )
            raise Problem(404, "pod_missing", what, "Choose another pod, or commit this file first.") from error
        text = _text(content, path)
        return Pod(customer, environment, path, text, content.sha if isinstance(content, ContentFile) else "")

    def _specs_tree(self, repository: Repository) -> str:
        """The id of the folder's tree: only what lies under it is listed, however large the repository is."""
        current = self._settings.branch
        for part in filter(None, self._settings.specs_path.split("/")):
            entries = repository.get_git_tree(current).tree
            folder = next((entry for entry in entries if entry.path == part and entry.type == "tree"), None)
            if folder is None:
                what = f"{self._settings.repo} has no folder {self._settings.specs_path} on {self._settings.branch}."
                remedy = "Create it there, or put the folder that holds the specs into SPECS_PATH."
                raise Problem(404, "specs_missing", what, remedy)
            current = folder.sha
        return current

    def _path(self, customer: str, environment: str) -> str:
        for name in (customer, environment):
            if not _NAME.fullmatch(name):
                raise Problem(
                    404, "pod_missing", f'"{name}" cannot be part of a pod\'s name.', "Choose one of the list."
                )
        return "/".join(filter(None, (self._settings.specs_path, customer, environment, "spec.yml")))


def _text(content: ContentFile | list[ContentFile], path: str) -> str:
    try:
        if isinstance(content, ContentFile):
            return content.decoded_content.decode("utf-8")
    except (UnicodeDecodeError, ValueError, AssertionError):
        pass
    raise Problem(502, "not_text", f"{path} is not a text file.", "Look at it on GitHub.")
