"""Who people are elsewhere: identities at OpenID issuers, and the ways there and back."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import instant_field, key_field, public_field, ref_field, text_field


class Identity(SQLModel, table=True):
    """A person at an issuer, linked to a user; erased when it is unlinked."""

    __tablename__ = "identities"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    id: int | None = key_field()
    public_id: str = public_field("id")
    user_id: int = Field(sa_type=sa.BigInteger, foreign_key="users.id", index=True)
    provider: str = text_field(30)
    issuer: str = text_field(300)
    subject: str = text_field(255)
    email: str = text_field(254, "")
    created_at: datetime = instant_field()
    used_at: datetime = instant_field()


class OpenIDTrip(SQLModel, table=True):
    """One way to an issuer and back; it ends when it comes back, or after minutes.

    Only hashes are kept of what the address and the browser's cookie say. `sign_in_id` is set if
    a person who is signed in wants to link an identity.
    """

    __tablename__ = "openid_trips"

    id: int | None = key_field()
    state_hash: str = Field(sa_type=sa.String(64), unique=True)
    browser_hash: str = text_field(64)
    provider: str = text_field(30)
    nonce: str = text_field(64)
    verifier: str = text_field(64)
    after: str = text_field(2000)
    sign_in_id: int | None = ref_field(nullable=True)
    expires_at: datetime = instant_field(index=True)
