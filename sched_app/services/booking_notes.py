"""Notes on a booking, for the team alone: who wrote them, and when."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, Forbidden, NotFound
from sched_app.models.bookings import Booking, BookingNote
from sched_app.models.workspaces import User
from sched_app.services import access, appointments
from sched_app.services.access import Actor, Right, Scope
from sched_app.services.forms import Checks

LONGEST = 2000
MOST = 100


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note, and whether its reader may remove it."""

    id: str
    author: str
    words: str
    created_at: datetime
    may_remove: bool


def listed(session: Session, public_id: str, *, actor: Actor) -> list[NoteView]:
    """List a booking's notes, the oldest first, to a member who may read it."""
    booking = _booking(session, public_id, actor, Right.READ_BOOKINGS)
    rows = session.exec(
        select(BookingNote, User.name)
        .join(User, col(User.id) == col(BookingNote.user_id))
        .where(BookingNote.booking_id == booking.id)
        .order_by(col(BookingNote.id))
    )
    return [_view(note, name, actor) for note, name in rows]


def add(session: Session, public_id: str, words: str, *, actor: Actor, now: datetime) -> NoteView:
    """Write a note; nobody is told. Raise Invalid, or Conflict where there are too many."""
    booking = _booking(session, public_id, actor, Right.CHANGE_BOOKINGS)
    checks = Checks()
    words = checks.text("words", words, LONGEST, required=True)
    checks.finish()
    counted = sa.select(sa.func.count()).where(col(BookingNote.booking_id) == booking.id)
    if session.connection().execute(counted).scalar_one() >= MOST:
        raise Conflict("problem.too_many_notes", most=MOST)
    note = BookingNote(
        workspace_id=booking.workspace_id,
        booking_id=booking.id or 0,
        user_id=actor.user_id or 0,
        words=words,
        created_at=now,
    )
    session.add(note)
    session.flush()
    _record(session, booking, "noted", note, actor, now)
    return _view(note, session.get_one(User, actor.user_id).name, actor)


def remove(session: Session, public_id: str, note_id: str, *, actor: Actor, now: datetime) -> None:
    """Remove a note: one's own, or any as an owner or admin; raise NotFound, Forbidden."""
    booking = _booking(session, public_id, actor, Right.CHANGE_BOOKINGS)
    note = session.exec(
        select(BookingNote).where(
            BookingNote.public_id == note_id, BookingNote.booking_id == booking.id
        )
    ).first()
    if note is None:
        raise NotFound()
    if not _may_remove(note, actor):
        raise Forbidden()
    _record(session, booking, "note_removed", note, actor, now)
    session.delete(note)
    session.flush()


def _booking(session: Session, public_id: str, actor: Actor, right: Right) -> Booking:
    booking = appointments.by_public_id(session, public_id)
    appointments.require(session, booking, actor, right)
    return booking


def _may_remove(note: BookingNote, actor: Actor) -> bool:
    reach = access.scope(actor, Right.CHANGE_BOOKINGS, note.workspace_id)
    return reach is Scope.ALL or note.user_id == actor.user_id


def _record(
    session: Session, booking: Booking, what: str, note: BookingNote, actor: Actor, now: datetime
) -> None:
    appointments.record(
        session, booking, what, actor=actor, now=now, fields=["note"], facts={"note": note.id}
    )


def _view(note: BookingNote, author: str, actor: Actor) -> NoteView:
    return NoteView(note.public_id, author, note.words, note.created_at, _may_remove(note, actor))
