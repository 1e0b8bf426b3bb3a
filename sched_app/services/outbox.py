"""Puts a side effect beside its cause, and leases the due ones to a worker."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from sched_app.models.columns import public_id
from sched_app.models.messages import MessageStatus, OutboxMessage

_TABLE = OutboxMessage.__table__  # type: ignore[attr-defined]
_new_id = public_id("ms")
_INSERT = {
    "sqlite": sqlite.insert(_TABLE).on_conflict_do_nothing(index_elements=["dedupe_key"]),
    "postgresql": postgresql.insert(_TABLE).on_conflict_do_nothing(index_elements=["dedupe_key"]),
}


def is_open(status: Any) -> Any:
    """Give the condition that a message is still to be done.

    The statuses are written out, since SQLite uses the partial index only if they are.
    """
    names = [MessageStatus.WAITING.value, MessageStatus.LEASED.value]
    return status.in_(sa.bindparam("open", names, expanding=True, literal_execute=True))


def put(
    session: Session,
    *,
    workspace_id: int,
    kind: str,
    template: str,
    dedupe_key: str,
    recipient: str,
    payload: dict[str, Any],
    now: datetime,
    due_at: datetime | None = None,
    subject_kind: str = "",
    subject_id: int | None = None,
    is_private: bool = False,
) -> None:
    """Write a side effect in the transaction of its cause; the same dedupe key is written once."""
    one = {
        "workspace_id": workspace_id,
        "kind": kind,
        "template": template,
        "dedupe_key": dedupe_key,
        "recipient": recipient,
        "payload": payload,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "is_private": is_private,
        "due_at": due_at or now,
    }
    put_all(session, [one], now=now)


def put_all(session: Session, messages: Sequence[dict[str, Any]], *, now: datetime) -> None:
    """Write several side effects at once; each names the columns that `put` takes."""
    connection = session.connection()
    fresh = {
        "due_at": now,
        "status": MessageStatus.WAITING.value,
        "lease_key": "",
        "attempts": 0,
        "last_answer": "",
        "created_at": now,
    }
    rows = [{**fresh, "public_id": _new_id(), **message} for message in messages]
    for row in rows:
        row["first_due_at"] = row["due_at"]
    connection.execute(_INSERT[connection.dialect.name], rows)


def lease(
    session: Session, *, lease_key: str, most: int, lease_for: timedelta, now: datetime
) -> list[OutboxMessage]:
    """Take due messages for one worker, whose lease ends by itself if the worker dies.

    The conditional update makes one of two rivals lose; on PostgreSQL locked rows are skipped.
    """
    due = (
        sa.select(col(OutboxMessage.id))
        .where(
            is_open(col(OutboxMessage.status)),
            sa.or_(
                col(OutboxMessage.status) == MessageStatus.WAITING.value,
                sa.and_(
                    col(OutboxMessage.status) == MessageStatus.LEASED.value,
                    col(OutboxMessage.leased_until) <= now,
                ),
            ),
            col(OutboxMessage.due_at) <= now,
        )
        .order_by(col(OutboxMessage.due_at), col(OutboxMessage.id))
        .limit(most)
    )
    if session.connection().dialect.name == "postgresql":
        due = due.with_for_update(skip_locked=True)
    ids = list(session.connection().execute(due).scalars())
    if not ids:
        return []
    session.connection().execute(
        sa.update(_TABLE)
        .where(_TABLE.c.id.in_(ids))
        .values(
            status=MessageStatus.LEASED.value,
            lease_key=lease_key,
            leased_until=now + lease_for,
            attempts=_TABLE.c.attempts + 1,
        )
    )
    found = session.exec(
        sa.select(OutboxMessage)  # type: ignore[call-overload]
        .where(col(OutboxMessage.id).in_(ids))
        .order_by(col(OutboxMessage.id))
    )
    return list(found.scalars())
