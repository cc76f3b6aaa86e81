"""Vehicles and commands

Revision: 0001
After: nothing
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("password_hash", sa.String(255), nullable=False),
    )
    op.create_table(
        "vehicles",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("vin", sa.String(17), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
    )
    op.create_table(
        "commands",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("vehicle_id", sa.Integer(), sa.ForeignKey("vehicles.id"), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("parameters", JSONB(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("requested_by", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
    )
    op.create_index("ix_commands_vehicle", "commands", ["vehicle_id", "created_at"])
    is_open, unpublished = sa.text("status IN ('pending', 'running')"), sa.text("published < version")
    op.create_index("ix_commands_open", "commands", ["created_at"], postgresql_where=is_open)
    op.create_index("ix_commands_unpublished", "commands", ["created_at"], postgresql_where=unpublished)
    op.create_table(
        "responses",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("command_id", sa.Uuid(), sa.ForeignKey("commands.id", ondelete="CASCADE"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("payload", JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("command_id", "sequence"),
    )


def downgrade() -> None:
    for table in ("responses", "commands", "vehicles", "users"):
        op.drop_table(table)
