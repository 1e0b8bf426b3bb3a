"""customers who sign in

Revision ID: 0070
Revises: 0066
"""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0066"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add whose account a customer is, their calendar feed, and proofs of an address."""
    if op.get_bind().dialect.name == "sqlite":
        # Alembic would copy the table for the foreign key, and lose its triggers.
        op.execute("ALTER TABLE customers ADD COLUMN user_id BIGINT REFERENCES users (id)")
    else:
        op.add_column("customers", sa.Column("user_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(
            op.f("fk_customers_user_id"), "customers", "users", ["user_id"], ["id"]
        )
    op.add_column(
        "customers", sa.Column("feed_version", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("customers", sa.Column("feed_since", sa.BigInteger(), nullable=True))
    op.create_index("ix_customers_user", "customers", ["user_id", "workspace_id"], unique=True)
    op.create_table(
        "address_proofs",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_address_proofs_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_proofs")),
        sa.UniqueConstraint("public_id", name=op.f("uq_address_proofs_public_id")),
    )
    op.create_index("ix_address_proofs_email_key", "address_proofs", ["email_key"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("address_proofs")
    op.drop_index("ix_customers_user", table_name="customers")
    for column in ("feed_since", "feed_version", "user_id"):
        op.drop_column("customers", column)
