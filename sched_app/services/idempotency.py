"""The same create, asked for twice under one key, happens once and gives the same answer.

The key's row is written in the transaction of what it guards. A rival with the same key waits on
the unique key: it finds the finished row, or, if the first one failed, does the work itself. A flow
that waits for a vendor begins in a transaction of its own instead; its rivals are told InFlight.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from sched_app.errors import InFlight, Invalid, KeyReused
from sched_app.models.operations import IdempotencyKey
from sched_app.services.access import Actor, ActorKind

KEPT_FOR = timedelta(hours=24)
LOST_AFTER = timedelta(minutes=2)  # An unfinished row this old was left by a crash.
KEY_LONGEST = 100

_TABLE = IdempotencyKey.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Stored:
    """What a finished create answered: its status, and what names the row that it made."""

    status: int
    result: str


def scope_of(actor: Actor, route: str, *, hold_token: str = "") -> str:
    """Name whose keys these are: the actor's on one route; a visitor is told by their hold."""
    who = f"{actor.kind.value}:{actor.workspace_id}:{actor.booking_id}:{actor.id}"
    if actor.kind is ActorKind.VISITOR:
        who = f"hold:{hold_token}" if hold_token else f"{actor.browser_key}:{actor.address_key}"
    return hashlib.sha256(f"{who}|{route}".encode()).hexdigest()


def body_hash(body: bytes) -> str:
    """Hash a request's body, already brought into one form, for comparing."""
    return hashlib.sha256(body).hexdigest()


def begin(session: Session, scope: str, key: str, body: str, *, now: datetime) -> Stored | None:
    """Take a key, or give what was stored under it; `body` is the request's hash.

    Raise Invalid for an unusable key, KeyReused if it came with another body, and InFlight while
    another process works on it. What is refused or fails is rolled back, and the key is free again.
    """
    if not key or len(key) > KEY_LONGEST or not key.isascii() or not key.isprintable():
        raise Invalid({"Idempotency-Key": ("field.idempotency_key", {"longest": KEY_LONGEST})})
    session.connection().execute(
        sa.delete(_TABLE).where(
            _TABLE.c.scope == scope, _TABLE.c.key == key, _TABLE.c.created_at <= now - KEPT_FOR
        )
    )
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    taken = session.connection().execute(
        insert(_TABLE)
        .values(scope=scope, key=key, body_hash=body, created_at=now)
        .on_conflict_do_nothing(index_elements=["scope", "key"])
        .returning(_TABLE.c.id)
    )
    if taken.first() is not None:
        return None
    return _found(session, scope, key, body, now)


def _found(session: Session, scope: str, key: str, body: str, now: datetime) -> Stored | None:
    row = (
        session.connection()
        .execute(sa.select(_TABLE).where(_TABLE.c.scope == scope, _TABLE.c.key == key))
        .first()
    )
    if row is None:  # It was forgotten in between; the client may ask again.
        raise InFlight()
    if row.body_hash != body:
        raise KeyReused()
    if row.status is not None:
        return Stored(row.status, row.result or "")
    # The update names what was read, so one of two who find a lost row takes it over.
    taken_over = session.connection().execute(
        sa.update(_TABLE)
        .where(
            _TABLE.c.id == row.id,
            _TABLE.c.status.is_(None),
            _TABLE.c.created_at == row.created_at,
            _TABLE.c.created_at <= now - LOST_AFTER,
        )
        .values(created_at=now)
    )
    if taken_over.rowcount != 1:
        raise InFlight()
    return None


def finish(session: Session, scope: str, key: str, status: int, result: str) -> None:
    """Store the answer of a create: its status and the public id of its row, never a secret."""
    session.connection().execute(
        sa.update(_TABLE)
        .where(_TABLE.c.scope == scope, _TABLE.c.key == key)
        .values(status=status, result=result)
    )


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete keys of more than a day ago; give how many."""
    gone = session.connection().execute(
        sa.delete(_TABLE).where(_TABLE.c.created_at <= now - KEPT_FOR)
    )
    return gone.rowcount
