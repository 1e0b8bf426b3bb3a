"""the site: stored files, blocks, pages, inquiries

Revision ID: 0008
Revises: 0006
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def _key() -> sa.Column[Any]:
    return sa.Column(
        "id",
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        autoincrement=True,
        nullable=False,
    )


def _ref(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=nullable)


def _own(table: str, *columns: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f(f"fk_{table}_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("workspace_id", "id", name=op.f(f"uq_{table}_workspace_id_id")),
        *[sa.UniqueConstraint(one, name=op.f(f"uq_{table}_{one}")) for one in columns],
    ]


def upgrade() -> None:
    """Create the four tables; nothing that stands is changed."""
    op.create_table(
        "stored_files",
        _key(),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        *_own("stored_files", "public_id"),
    )
    op.create_index("ix_stored_files_workspace", "stored_files", ["workspace_id", "kind"])
    op.create_table(
        "sites",
        _key(),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        _ref("logo_id"),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        *_own("sites", "workspace_id"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "logo_id"],
            ["stored_files.workspace_id", "stored_files.id"],
            name=op.f("fk_sites_workspace_id_logo_id"),
        ),
    )
    op.create_table(
        "site_pages",
        _key(),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        *_own("site_pages", "public_id"),
        sa.UniqueConstraint("workspace_id", "slug", name=op.f("uq_site_pages_workspace_id_slug")),
    )
    op.create_table(
        "inquiries",
        _key(),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("workspace_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("message", sa.String(length=4000), nullable=False),
        sa.Column("answer", sa.String(length=8000), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        _ref("answered_by_id"),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('contact', 'interest')", name=op.f("ck_inquiries_kind_known")),
        *_own("inquiries", "public_id"),
    )
    op.create_index("ix_inquiries_open", "inquiries", ["workspace_id", "answered_at", "id"])
    op.create_index("ix_inquiries_kind", "inquiries", ["workspace_id", "kind", "id"])
