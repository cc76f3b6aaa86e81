"""What goes in and what comes out, as the API's documentation shows it."""

import uuid
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, field_validator


def _storable(text: str) -> str:
    # PostgreSQL's text cannot hold it; said here it is a 422 and not a 500.
    if "\x00" in text:
        raise ValueError("must not contain the character U+0000")
    return text


Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_storable)
]
Description = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_storable)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
Status = Literal["open", "completed"]


class TaskIn(BaseModel):
    """A new task."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"title": "Feed the cat", "due_at": "2030-01-31T18:00:00Z"}}
    )

    title: Title
    description: Description | None = None
    due_at: AwareDatetime | None = None


class TaskChange(BaseModel):
    """What to change; a field that is left out stays as it is, and null clears it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"title": "Feed both cats"}})

    title: Title | None = None
    description: Description | None = None
    due_at: AwareDatetime | None = None

    @field_validator("title")
    @classmethod
    def _title_stays(cls, title: str | None) -> str:
        if title is None:
            raise ValueError("cannot be cleared")
        return title


class TaskOut(BaseModel):
    """A task."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    title: str
    description: str | None
    status: Status
    due_at: AwareDatetime | None
    completed_at: AwareDatetime | None
    created_by: str = Field(description="Name of the API key it was created with")
    created_at: AwareDatetime
    updated_at: AwareDatetime


class TaskPage(BaseModel):
    """One page of tasks, newest first."""

    items: list[TaskOut]
    total: int = Field(description="How many tasks match, on all pages")
    limit: int
    offset: int


class ApiKeyIn(BaseModel):
    """A new API key."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"name": "billing-service"}})

    name: Name


class ApiKeyOut(BaseModel):
    """An API key, without the key."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str
    key_start: str = Field(description="The key's first characters, to recognise it by")
    created_at: AwareDatetime
    revoked_at: AwareDatetime | None


class ApiKeyCreated(ApiKeyOut):
    """A new API key: the only answer that ever holds the key itself."""

    key: str


class Problem(BaseModel):
    """Why a request was refused."""

    detail: str


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"
    service: Literal["task-api"] = "task-api"
    version: str
    release: str | None = None


class Readiness(BaseModel):
    """Whether the service can do its work."""

    status: Literal["ready", "unavailable"]
    reason: str | None = None
