"""Files that are kept: what each is, and where its bytes lie."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import instant_field, key_field, own_key, public_field, text_field


class StoredFile(SQLModel, table=True):
    """A file's facts; its bytes lie in the storage under `storage_key`, written before the row."""

    __tablename__ = "stored_files"
    __table_args__ = (own_key(), sa.Index("ix_stored_files_workspace", "workspace_id", "kind"))

    id: int | None = key_field()
    public_id: str = public_field("fi")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    kind: str = text_field(20)
    content_type: str = text_field(60)
    size: int = 0
    width: int = 0
    height: int = 0
    sha256: str = text_field(64)
    storage_key: str = text_field(100)
    created_at: datetime = instant_field()
