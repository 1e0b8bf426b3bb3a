"""What visitors write to a workspace: messages, and wishes to hear of news."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import (
    instant_field,
    key_field,
    one_of,
    own_key,
    public_field,
    ref_field,
    text_field,
)


class InquiryKind(StrEnum):
    """What a visitor asks for: an answer, or to be told when there is news."""

    CONTACT = "contact"
    INTEREST = "interest"


class Inquiry(SQLModel, table=True):
    """One message from the site, answered once `answered_at` is set; removed with its mails."""

    __tablename__ = "inquiries"
    __table_args__ = (
        own_key(),
        one_of("kind", InquiryKind),
        sa.Index("ix_inquiries_open", "workspace_id", "answered_at", "id"),
        sa.Index("ix_inquiries_kind", "workspace_id", "kind", "id"),
    )

    id: int | None = key_field()
    public_id: str = public_field("iq")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    kind: str = text_field(16)
    name: str = text_field(120, "")
    email: str = text_field(254)
    message: str = text_field(4000, "")
    answer: str = text_field(8000, "")
    answers: int = 0
    answered_by_id: int | None = ref_field(nullable=True)
    answered_at: datetime | None = instant_field(nullable=True)
    created_at: datetime = instant_field()
