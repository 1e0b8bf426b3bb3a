"""The round robin's books: turns given and credited back, with the counts that each turn saw."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from sched_app.models.bookings import Assignment
from sched_app.models.meeting_types import MeetingType, MeetingTypeHost, Routing
from sched_app.services.routing import Choice

_TURNS = Assignment.__table__  # type: ignore[attr-defined]
_HOSTS = MeetingTypeHost.__table__  # type: ignore[attr-defined]
_GIVE = sa.insert(_TURNS)
_COUNT = (
    sa.update(_HOSTS)
    .where(
        _HOSTS.c.meeting_type_id == sa.bindparam("of_type"),
        _HOSTS.c.membership_id == sa.bindparam("host"),
    )
    .values(assigned=_HOSTS.c.assigned + 1)
)
COUNTED = (Routing.ROUND_ROBIN.value, Routing.PRIORITY.value)


def give(
    session: Session,
    meeting_type: MeetingType,
    booking_id: int,
    choice: Choice,
    *,
    now: datetime,
) -> None:
    """Write the turn of the host who got a booking; nothing where routing keeps no count.

    `counts` holds the load of each free host as the choice saw it, under the type's lock.
    """
    if meeting_type.routing not in COUNTED:
        return
    host = choice.host_ids[0]
    connection = session.connection()
    connection.execute(
        _GIVE,
        {
            "workspace_id": meeting_type.workspace_id,
            "meeting_type_id": meeting_type.id,
            "membership_id": host,
            "booking_id": booking_id,
            "counts": {str(free): load for free, load in choice.loads},
            "at": now,
        },
    )
    connection.execute(_COUNT, {"of_type": meeting_type.id, "host": host})


def credit(session: Session, booking_id: int, *, now: datetime) -> None:
    """Take a booking's open turn back: it was cancelled, or moved to another host."""
    connection = session.connection()
    turns = connection.execute(
        sa.update(_TURNS)
        .where(_TURNS.c.booking_id == booking_id, _TURNS.c.credited_at.is_(None))
        .values(credited_at=now)
        .returning(_TURNS.c.meeting_type_id, _TURNS.c.membership_id)
    ).all()
    for turn in turns:
        connection.execute(
            sa.update(_HOSTS)
            .where(
                _HOSTS.c.meeting_type_id == turn.meeting_type_id,
                _HOSTS.c.membership_id == turn.membership_id,
            )
            .values(credited=_HOSTS.c.credited + 1)
        )
