"""What several processes need to know of each other's work, and of work that is still to do."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds what came to entries later, and orders what arrived within an inspection."""
    op.create_table(
        "completion",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("inspection", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entry.number"]),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "scrub_due",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
    op.drop_index("ix_entry_inspection", "entry")
    op.drop_index("ix_team_record_inspection", "team_record")
    for table in ("entry", "team_record", "completion"):
        op.create_index(f"{table}_by_arrival", table, ["inspection", "number"])
