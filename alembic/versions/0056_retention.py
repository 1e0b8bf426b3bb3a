"""retention periods

Revision ID: 0056
Revises: 0055
"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add how long personal data are kept; nothing is emptied until somebody says so."""
    op.create_table(
        "retention_periods",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("kept", sa.String(16), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kept IN ('customers', 'bookings', 'messages', 'notes', 'sign_ins')",
            name=op.f("ck_retention_periods_kept_known"),
        ),
        sa.CheckConstraint("days > 0", name=op.f("ck_retention_periods_days_positive")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_retention_periods_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_periods")),
        sa.UniqueConstraint(
            "workspace_id", "kept", name=op.f("uq_retention_periods_workspace_id_kept")
        ),
    )
