"""How long personal data are kept: a setting by table, its dry run, and the daily emptying."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.models.bookings import Booking
from sched_app.models.columns import Instant
from sched_app.models.customers import Customer, CustomerNote
from sched_app.models.messages import MessageStatus, OutboxMessage
from sched_app.models.retention import Kept, RetentionPeriod
from sched_app.models.workspaces import SignIn
from sched_app.services import access, appointments, erasure, events
from sched_app.services.access import SYSTEM, Actor, Right
from sched_app.services.forms import Checks

LEAST, MOST = 7, 3650
BATCH = 200
FINISHED = (MessageStatus.SENT.value, MessageStatus.FAILED.value, MessageStatus.KEPT.value)

Periods = Mapping[Kept, int]


def periods(session: Session, *, actor: Actor) -> dict[Kept, int]:
    """Give after how many days each kind is emptied; what is not named is kept."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.EDIT_WORKSPACE, workspace_id)
    return _periods(session, workspace_id)


def check(days: Mapping[str, int | None]) -> dict[Kept, int]:
    """Check periods of 7 days to 10 years; raise Invalid by field."""
    checks = Checks()
    found = {}
    for kept in Kept:
        value = days.get(kept.value)
        if value is not None:
            found[kept] = checks.whole(kept.value, value, LEAST, MOST)
    checks.finish()
    return found


def preview(session: Session, asked: Periods, *, actor: Actor, now: datetime) -> dict[Kept, int]:
    """Count what periods would empty in the next run; change nothing."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.EDIT_WORKSPACE, workspace_id)
    counts = {}
    for kept, days in asked.items():
        due = _due(kept, workspace_id, now - timedelta(days=days), now)
        counted = sa.select(sa.func.count()).select_from(due.subquery())
        counts[kept] = int(session.connection().execute(counted).scalar_one())
    return counts


def change(session: Session, asked: Periods, *, actor: Actor, now: datetime) -> None:
    """Set the periods; kinds that are not named are kept from now on."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.EDIT_WORKSPACE, workspace_id)
    before = _periods(session, workspace_id)
    if before == dict(asked):
        return
    session.connection().execute(
        sa.delete(RetentionPeriod).where(col(RetentionPeriod.workspace_id) == workspace_id)
    )
    for kept, days in asked.items():
        session.add(
            RetentionPeriod(workspace_id=workspace_id, kept=kept.value, days=days, changed_at=now)
        )
    session.flush()
    changed = sorted(kept for kept in Kept if before.get(kept) != asked.get(kept))
    events.record(
        session,
        "retention.changed",
        "workspace",
        workspace_id,
        workspace_id=workspace_id,
        actor=actor,
        now=now,
        fields=changed,
        facts={"days": {kept.value: asked.get(kept) for kept in changed}},
    )


def empty_due(session: Session, *, now: datetime) -> int:
    """Empty the next of what is kept no longer, in every workspace; give how many."""
    done = 0
    for row in session.exec(select(RetentionPeriod).order_by(col(RetentionPeriod.id))).all():
        kept = Kept(row.kept)
        due = _due(kept, row.workspace_id, now - timedelta(days=row.days), now)
        ids = list(session.connection().execute(due.limit(BATCH)).scalars())
        if not ids:
            continue
        _EMPTY[kept](session, row.workspace_id, ids, now)
        events.record(
            session,
            "retention.emptied",
            "workspace",
            row.workspace_id,
            workspace_id=row.workspace_id,
            actor=replace(SYSTEM, workspace_id=row.workspace_id),
            now=now,
            facts={"kept": kept.value, "count": len(ids)},
        )
        done += len(ids)
    return done


def _periods(session: Session, workspace_id: int) -> dict[Kept, int]:
    found = session.exec(
        select(RetentionPeriod).where(RetentionPeriod.workspace_id == workspace_id)
    )
    return {Kept(row.kept): row.days for row in found}


def _due(kept: Kept, workspace_id: int, before: datetime, now: datetime) -> Any:
    """Select the keys of what is older than an instant and not emptied yet."""
    if kept is Kept.CUSTOMERS:
        lately = [
            sa.select(sa.literal(1))
            .where(
                col(Booking.workspace_id) == workspace_id,
                col(Booking.ends_at) >= before,
                is_theirs,
            )
            .exists()
            for is_theirs in (
                col(Booking.customer_id) == col(Customer.id),
                # Nobody linked it, and erasing a customer would empty it too.
                sa.and_(
                    col(Booking.customer_id).is_(None),
                    col(Booking.attendee_key) == col(Customer.email_key),
                ),
            )
        ]
        return sa.select(col(Customer.id)).where(
            col(Customer.workspace_id) == workspace_id,
            col(Customer.erased_at).is_(None),
            col(Customer.created_at) < before,
            *(~one for one in lately),
        )
    if kept is Kept.BOOKINGS:
        return sa.select(col(Booking.id)).where(
            col(Booking.workspace_id) == workspace_id,
            col(Booking.starts_at) < before,
            col(Booking.ends_at) < before,
            col(Booking.attendee_name) != "",
            sa.or_(col(Booking.status).not_in(list(appointments.OPEN)), col(Booking.ends_at) < now),
        )
    if kept is Kept.MESSAGES:
        is_filled = sa.cast(col(OutboxMessage.payload), sa.String) != "{}"
        return sa.select(col(OutboxMessage.id)).where(
            col(OutboxMessage.workspace_id) == workspace_id,
            col(OutboxMessage.created_at) < before,
            col(OutboxMessage.status).in_(FINISHED),
            sa.or_(is_filled, col(OutboxMessage.recipient) != ""),
        )
    if kept is Kept.NOTES:
        return sa.select(col(CustomerNote.id)).where(
            col(CustomerNote.workspace_id) == workspace_id, col(CustomerNote.created_at) < before
        )
    ended = sa.func.coalesce(col(SignIn.ended_at), col(SignIn.expires_at))
    return sa.select(col(SignIn.id)).where(
        col(SignIn.workspace_id) == workspace_id, ended < sa.literal(before, Instant())
    )


def _customers(session: Session, workspace_id: int, ids: list[int], now: datetime) -> None:
    actor = replace(SYSTEM, workspace_id=workspace_id)
    found = session.exec(select(Customer.public_id).where(col(Customer.id).in_(ids))).all()
    for public_id in found:
        erasure.erase(session, public_id, actor=actor, now=now)


def _bookings(session: Session, _workspace_id: int, ids: list[int], _now: datetime) -> None:
    erasure.empty_bookings(session, ids)


def _messages(session: Session, _workspace_id: int, ids: list[int], _now: datetime) -> None:
    session.connection().execute(
        sa.update(OutboxMessage)
        .where(col(OutboxMessage.id).in_(ids))
        .values(recipient="", payload={}, last_answer="")
    )


def _notes(session: Session, _workspace_id: int, ids: list[int], _now: datetime) -> None:
    session.connection().execute(sa.delete(CustomerNote).where(col(CustomerNote.id).in_(ids)))


def _sign_ins(session: Session, _workspace_id: int, ids: list[int], _now: datetime) -> None:
    session.connection().execute(sa.delete(SignIn).where(col(SignIn.id).in_(ids)))


_EMPTY = {
    Kept.CUSTOMERS: _customers,
    Kept.BOOKINGS: _bookings,
    Kept.MESSAGES: _messages,
    Kept.NOTES: _notes,
    Kept.SIGN_INS: _sign_ins,
}
