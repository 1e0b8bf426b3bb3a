"""What a member narrows the bookings to again and again, under names of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, NotFound
from sched_app.models.bookings import SavedFilter
from sched_app.services import access, booking_search
from sched_app.services.access import Actor, Right
from sched_app.services.forms import Checks

MOST = 20
NAME_LONGEST = 60


@dataclass(frozen=True, slots=True)
class FilterView:
    """A saved filter; `wanted` holds the parts as they were typed and chosen."""

    id: str
    name: str
    wanted: dict[str, str]


def listed(session: Session, *, actor: Actor) -> list[FilterView]:
    """List the actor's own filters, by name."""
    access.require(actor, Right.READ_BOOKINGS, actor.workspace_id or 0)
    rows = session.exec(
        select(SavedFilter)
        .where(SavedFilter.membership_id == actor.membership_id)
        .order_by(sa.func.lower(col(SavedFilter.name)), col(SavedFilter.id))
    )
    return [FilterView(row.public_id, row.name, row.wanted) for row in rows]


def save(
    session: Session, name: str, given: Mapping[str, str], *, actor: Actor, now: datetime
) -> FilterView:
    """Save what the list is narrowed to; the same name is replaced. Raise Invalid, Conflict."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.READ_BOOKINGS, workspace_id)
    checks = Checks()
    name = checks.line("name", name, NAME_LONGEST)
    if booking_search.wanted(given).is_empty:
        checks.fault("name", "field.filter_empty")
    checks.finish()
    parts = {part: given.get(part, "")[:500] for part in booking_search.PARTS if given.get(part)}
    own = list(
        session.exec(select(SavedFilter).where(SavedFilter.membership_id == actor.membership_id))
    )
    row = next((one for one in own if one.name == name), None)
    if row is None:
        if len(own) >= MOST:
            raise Conflict("problem.too_many_filters", most=MOST)
        row = SavedFilter(
            workspace_id=workspace_id,
            membership_id=actor.membership_id or 0,
            name=name,
            created_at=now,
        )
    row.wanted = parts
    session.add(row)
    session.flush()
    return FilterView(row.public_id, row.name, row.wanted)


def remove(session: Session, public_id: str, *, actor: Actor) -> None:
    """Remove one of the actor's own filters; raise NotFound for another's."""
    access.require(actor, Right.READ_BOOKINGS, actor.workspace_id or 0)
    row = session.exec(
        select(SavedFilter).where(
            SavedFilter.public_id == public_id, SavedFilter.membership_id == actor.membership_id
        )
    ).first()
    if row is None:
        raise NotFound()
    session.delete(row)
    session.flush()
