"""Sign-ups that wait for their mailbox, and a workspace's own domain.

Revision ID: 0071
Revises: 0070
"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table and the column; no workspace has a domain yet."""
    op.create_table(
        "sign_ups",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ups")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_ups_public_id")),
    )
    op.create_index(op.f("ix_sign_ups_email_key"), "sign_ups", ["email_key"])
    op.add_column("workspaces", sa.Column("domain", sa.String(length=253), nullable=True))
    op.create_index(op.f("ix_workspaces_domain"), "workspaces", ["domain"], unique=True)


def downgrade() -> None:
    """Take them away again."""
    op.drop_index(op.f("ix_workspaces_domain"), table_name="workspaces")
    op.drop_column("workspaces", "domain")
    op.drop_index(op.f("ix_sign_ups_email_key"), table_name="sign_ups")
    op.drop_table("sign_ups")
