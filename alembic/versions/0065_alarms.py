"""Messages keep when they were first due, job runs when the next one is; alarms are rows."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0056"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("status IN ('waiting', 'leased')")


def upgrade() -> None:
    """Add the two instants, fill the first one in, and make the table of alarms."""
    op.add_column(
        "outbox_messages",
        sa.Column("first_due_at", sa.BigInteger(), nullable=False, server_default="0"),
    )
    op.execute("UPDATE outbox_messages SET first_due_at = due_at")
    op.create_index(
        "ix_outbox_first_due",
        "outbox_messages",
        ["first_due_at"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.add_column("job_runs", sa.Column("next_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "alarms",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("late_since", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_alarms_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("public_id", name=op.f("uq_alarms_public_id")),
    )
    op.create_index("ix_alarms_workspace", "alarms", ["workspace_id", "id"])
    op.create_index(
        "uq_alarms_open",
        "alarms",
        ["workspace_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("alarms")
    op.drop_column("job_runs", "next_at")
    op.drop_index("ix_outbox_first_due", table_name="outbox_messages")
    op.drop_column("outbox_messages", "first_due_at")
