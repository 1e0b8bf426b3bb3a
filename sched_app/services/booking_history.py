"""A booking's time line: what happened to it, by whom, and the messages that went out about it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.models.columns import aware
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Event, User
from sched_app.services import appointments
from sched_app.services.access import Actor, ActorKind, Right


@dataclass(frozen=True, slots=True)
class HappeningView:
    """One change: what, when, by whom (a name, or a kind of actor), and a move's two times."""

    what: str
    at: datetime
    by_kind: str
    by_name: str
    was_at: datetime | None
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A message about a booking: to whom, and how far it got; never what it says."""

    public_id: str
    template: str
    recipient: str
    status: str
    attempts: int
    answer: str
    created_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryView:
    """What happened, the oldest first, and the messages, the newest first."""

    happenings: tuple[HappeningView, ...]
    notices: tuple[NoticeView, ...]


def history(session: Session, public_id: str, *, actor: Actor) -> HistoryView:
    """Tell a booking's story to a member who may read it; raise NotFound or Forbidden."""
    booking = appointments.by_public_id(session, public_id)
    appointments.require(session, booking, actor, Right.READ_BOOKINGS)
    return HistoryView(
        _happenings(session, booking.workspace_id, booking.id or 0),
        _notices(session, booking.workspace_id, booking.id or 0),
    )


def _happenings(session: Session, workspace_id: int, booking_id: int) -> tuple[HappeningView, ...]:
    is_user = sa.and_(
        col(User.id) == col(Event.actor_id), col(Event.actor_kind) == ActorKind.USER.value
    )
    rows = session.exec(
        select(Event, User.name)
        .outerjoin(User, is_user)
        .where(
            Event.workspace_id == workspace_id,
            Event.subject_kind == "booking",
            Event.subject_id == booking_id,
        )
        .order_by(col(Event.id))
    )
    return tuple(
        HappeningView(
            what=event.what.removeprefix("booking."),
            at=event.at,
            by_kind=event.actor_kind,
            by_name=name or "",
            was_at=_instant(event.facts.get("was")),
            starts_at=_instant(event.facts.get("starts_at")),
        )
        for event, name in rows
    )


def _notices(session: Session, workspace_id: int, booking_id: int) -> tuple[NoticeView, ...]:
    rows = session.exec(
        select(OutboxMessage)
        .where(
            OutboxMessage.workspace_id == workspace_id,
            OutboxMessage.subject_kind == "booking",
            OutboxMessage.subject_id == booking_id,
            OutboxMessage.kind == "email",
        )
        .order_by(col(OutboxMessage.id).desc())
    )
    return tuple(
        NoticeView(
            row.public_id,
            row.template,
            row.recipient,
            row.status,
            row.attempts,
            row.last_answer,
            row.created_at,
            row.done_at,
        )
        for row in rows
    )


def _instant(seconds: object) -> datetime | None:
    return aware(seconds) if isinstance(seconds, int) else None
