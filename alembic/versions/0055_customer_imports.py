"""imports of customers

Revision ID: 0055
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the files of customers, and what each of them did."""
    op.create_table(
        "customer_imports",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("updates", sa.Boolean(), nullable=False),
        *[
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("total", "position", "created", "changed", "skipped")
        ],
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "status IN ('uploaded', 'running', 'done', 'undoing', 'undone')",
            name=op.f("ck_customer_imports_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_customer_imports_workspace_id")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "membership_id"],
            ["memberships.workspace_id", "memberships.id"],
            name=op.f("fk_customer_imports_workspace_id_membership_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_imports")),
        sa.UniqueConstraint("public_id", name=op.f("uq_customer_imports_public_id")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f("uq_customer_imports_workspace_id_id")),
    )
    op.create_index("ix_customer_imports_workspace", "customer_imports", ["workspace_id", "id"])
    op.create_table(
        "customer_import_rows",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("workspace_id", KEY, nullable=False),
        sa.Column("import_id", KEY, nullable=False),
        sa.Column("customer_id", KEY, nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        *[
            sa.ForeignKeyConstraint(
                ["workspace_id", column],
                [f"{table}.workspace_id", f"{table}.id"],
                name=op.f(f"fk_customer_import_rows_workspace_id_{column}"),
                ondelete="CASCADE",
            )
            for column, table in (("import_id", "customer_imports"), ("customer_id", "customers"))
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_import_rows")),
    )
    op.create_index("ix_customer_import_rows_import", "customer_import_rows", ["import_id", "id"])
    op.create_index("ix_customer_import_rows_customer", "customer_import_rows", ["customer_id"])
