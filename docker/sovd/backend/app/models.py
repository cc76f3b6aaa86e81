"""The tables."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

PENDING, RUNNING, COMPLETED, FAILED = "pending", "running", "completed", "failed"


class Base(DeclarativeBase):
    """Of all tables."""


class User(Base):
    """Who may log in."""

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(255))


class Vehicle(Base):
    """What commands go to."""

    __tablename__ = "vehicles"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    vin: Mapped[str] = mapped_column(String(17), unique=True)
    name: Mapped[str] = mapped_column(String(100))


class Command(Base):
    """A command and how far it is. What is told to others is always the whole of it, so that nobody can miss a part."""

    __tablename__ = "commands"
    __table_args__ = (
        Index("ix_commands_vehicle", "vehicle_id", "created_at"),
        # The two questions that the connector asks all the time; finished and published commands are in neither.
        Index("ix_commands_open", "created_at", postgresql_where=text("status IN ('pending', 'running')")),
        Index("ix_commands_unpublished", "created_at", postgresql_where=text("published < version")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("vehicles.id"))
    name: Mapped[str] = mapped_column(String(64))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    status: Mapped[str] = mapped_column(String(16))
    requested_by: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    claimed_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """A connector that died leaves a claim that runs out; another one goes on where it stopped."""
    version: Mapped[int] = mapped_column(Integer)
    """Counts the changes: of two messages about a command the one with the higher version is right."""
    published: Mapped[int] = mapped_column(Integer)
    """The version that browsers were told. Committed and not yet published is published by the next connector."""
    responses: Mapped[list["Response"]] = relationship(order_by="Response.sequence", lazy="selectin")


class Response(Base):
    """One of the answers to a command."""

    __tablename__ = "responses"
    __table_args__ = (UniqueConstraint("command_id", "sequence"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    command_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("commands.id", ondelete="CASCADE"))
    sequence: Mapped[int] = mapped_column(Integer)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
