"""Lists of customers that were brought along: the file until it is read, and what came of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import (
    in_workspace,
    instant_field,
    json_field,
    key_field,
    one_of,
    own_key,
    public_field,
    ref_field,
    text_field,
)


class ImportStatus(StrEnum):
    """How far an import got."""

    UPLOADED = "uploaded"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class CustomerImport(SQLModel, table=True):
    """A file of customers; its content is kept only until it is imported, a day at most."""

    __tablename__ = "customer_imports"
    __table_args__ = (
        own_key(),
        in_workspace("membership_id", "memberships"),
        one_of("status", ImportStatus),
        sa.Index("ix_customer_imports_workspace", "workspace_id", "id"),
    )

    id: int | None = key_field()
    public_id: str = public_field("ci")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    membership_id: int = ref_field()
    content: bytes | None = Field(default=None, sa_type=sa.LargeBinary, nullable=True)
    status: str = text_field(16, ImportStatus.UPLOADED.value)
    mapping: list[str] = json_field(list)  # What each column is; empty for one that is left out.
    updates: bool = False
    total: int = 0
    position: int = 0
    created: int = 0
    changed: int = 0
    skipped: int = 0
    created_at: datetime = instant_field()
    finished_at: datetime | None = instant_field(nullable=True)


class CustomerImportRow(SQLModel, table=True):
    """A customer that an import made or changed, with what undoing it needs.

    `mark` is a hash of what the import left; whoever differs from it has been changed since.
    """

    __tablename__ = "customer_import_rows"
    __table_args__ = (
        in_workspace("import_id", "customer_imports", ondelete="CASCADE"),
        in_workspace("customer_id", "customers", ondelete="CASCADE"),
        sa.Index("ix_customer_import_rows_import", "import_id", "id"),
        sa.Index("ix_customer_import_rows_customer", "customer_id"),
    )

    id: int | None = key_field()
    workspace_id: int = ref_field()
    import_id: int = ref_field()
    customer_id: int = ref_field()
    before: dict[str, Any] = json_field(dict)  # Empty for a customer that the import made.
    mark: str = text_field(64)
