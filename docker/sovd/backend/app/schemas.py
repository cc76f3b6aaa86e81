"""What goes over the wire."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.models import Command


class Login(BaseModel):
    """Who one is."""

    username: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=256)]


class Token(BaseModel):
    """Proves it from now on."""

    token: str
    username: str
    expires_in: int


class VehicleOut(BaseModel):
    """A vehicle."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    vin: str
    name: str


class CommandKind(BaseModel):
    """A command that vehicles know."""

    name: str
    title: str
    parameters: dict[str, list[str]]


class NewCommand(BaseModel):
    """A command to send. With an id of one's own, sending it again sends it once."""

    id: uuid.UUID | None = None
    name: Annotated[str, Field(min_length=1, max_length=64)]
    parameters: dict[str, str] = {}


class ResponseOut(BaseModel):
    """One answer of the vehicle."""

    model_config = ConfigDict(from_attributes=True)

    sequence: int
    payload: dict[str, Any]
    created_at: datetime


class CommandOut(BaseModel):
    """A command with all its responses so far."""

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    vehicle_id: int
    name: str
    parameters: dict[str, Any]
    status: str
    requested_by: str
    created_at: datetime
    finished_at: datetime | None
    version: int
    responses: list[ResponseOut]


def command_json(command: Command) -> dict[str, Any]:
    """As it is told to browsers."""
    return CommandOut.model_validate(command).model_dump(mode="json")


class Health(BaseModel):
    """The process is alive."""

    status: str
    version: str
    release: str | None = None


class Readiness(BaseModel):
    """Whether it can do its work, and if not, why."""

    status: str
    reason: str | None = None
