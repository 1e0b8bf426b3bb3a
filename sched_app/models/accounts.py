"""How people prove who they are: single-use proofs, a change of address, the second step."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import instant_field, key_field, one_of, public_field, text_field


class ProofKind(StrEnum):
    """What a proof opens: a sign-in, a new password, or the second of two steps."""

    SIGN_IN = "sign_in"
    RESET = "reset"
    STEP = "step"


class Proof(SQLModel, table=True):
    """Something that works once, for some minutes; its token is derived and stands nowhere."""

    __tablename__ = "proofs"
    __table_args__ = (one_of("kind", ProofKind),)

    id: int | None = key_field()
    public_id: str = public_field("pf")
    user_id: int = Field(sa_type=sa.BigInteger, foreign_key="users.id", index=True)
    kind: str = text_field(16)
    created_at: datetime = instant_field()
    expires_at: datetime = instant_field()
    ended_at: datetime | None = instant_field(nullable=True)


class SignUp(SQLModel, table=True):
    """An address at which somebody wants an account and a workspace, until its mailbox says so."""

    __tablename__ = "sign_ups"

    id: int | None = key_field()
    public_id: str = public_field("su")
    email: str = text_field(254)
    email_key: str = Field(sa_type=sa.String(254), index=True)
    created_at: datetime = instant_field()
    expires_at: datetime = instant_field()
    ended_at: datetime | None = instant_field(nullable=True)


class AddressProof(SQLModel, table=True):
    """A link that shows once that its holder reads a customer's address; no account is needed."""

    __tablename__ = "address_proofs"

    id: int | None = key_field()
    public_id: str = public_field("ap")
    workspace_id: int = Field(sa_type=sa.BigInteger, foreign_key="workspaces.id")
    email: str = text_field(254)
    email_key: str = Field(sa_type=sa.String(254), index=True)
    created_at: datetime = instant_field()
    expires_at: datetime = instant_field()
    ended_at: datetime | None = instant_field(nullable=True)


class EmailChange(SQLModel, table=True):
    """A new address that waits until both mailboxes have said yes."""

    __tablename__ = "email_changes"

    id: int | None = key_field()
    public_id: str = public_field("ec")
    user_id: int = Field(sa_type=sa.BigInteger, foreign_key="users.id", index=True)
    email: str = text_field(254)
    email_key: str = text_field(254)
    created_at: datetime = instant_field()
    expires_at: datetime = instant_field()
    old_confirmed_at: datetime | None = instant_field(nullable=True)
    new_confirmed_at: datetime | None = instant_field(nullable=True)
    ended_at: datetime | None = instant_field(nullable=True)


class SecondStep(SQLModel, table=True):
    """A person's authenticator; its secret is derived from our key and the salt, never stored."""

    __tablename__ = "second_steps"

    id: int | None = key_field()
    user_id: int = Field(sa_type=sa.BigInteger, foreign_key="users.id", unique=True)
    key_name: str = text_field(64)
    salt: str = text_field(64)
    created_at: datetime = instant_field()
    confirmed_at: datetime | None = instant_field(nullable=True)
    last_step: int = Field(default=0, sa_type=sa.BigInteger)


class RecoveryCode(SQLModel, table=True):
    """A code that stands in once for the authenticator; only its hash is kept."""

    __tablename__ = "recovery_codes"

    id: int | None = key_field()
    user_id: int = Field(sa_type=sa.BigInteger, foreign_key="users.id", index=True)
    code_hash: str = text_field(64)
    used_at: datetime | None = instant_field(nullable=True)
