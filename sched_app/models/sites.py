"""A workspace's site: its blocks and its pages; the texts are the workspace's own."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import (
    in_workspace,
    instant_field,
    json_field,
    key_field,
    own_key,
    public_field,
    ref_field,
    text_field,
)


class Site(SQLModel, table=True):
    """The blocks of a landing page in their order; a workspace without a row has the usual ones."""

    __tablename__ = "sites"
    __table_args__ = (own_key(), in_workspace("logo_id", "stored_files"))

    id: int | None = key_field()
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id", unique=True)
    version: int = 1
    blocks: list[dict[str, Any]] = json_field(list)
    logo_id: int | None = ref_field(nullable=True)
    changed_at: datetime = instant_field()


class SitePage(SQLModel, table=True):
    """A page of the site, written in Markdown."""

    __tablename__ = "site_pages"
    __table_args__ = (own_key(), sa.UniqueConstraint("workspace_id", "slug"))

    id: int | None = key_field()
    public_id: str = public_field("pg")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    version: int = 1
    slug: str = text_field(60)
    title: str = text_field(120)
    body: str = Field(sa_type=sa.Text)
    is_published: bool = False
    created_at: datetime = instant_field()
    changed_at: datetime = instant_field()
