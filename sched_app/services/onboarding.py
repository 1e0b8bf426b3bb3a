"""The first steps of a new business, and which of them are done."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app import routes
from sched_app.models.bookings import Booking
from sched_app.models.meeting_types import MeetingType
from sched_app.models.workspaces import Event
from sched_app.services import access
from sched_app.services.access import Actor, Right

HOURS, OFFER, LOOK, MAIL, TRY = "hours", "offer", "look", "mail", "try"


@dataclass(frozen=True, slots=True)
class StepView:
    """One step, and where it is taken."""

    name: str
    is_done: bool
    path: str


def steps(session: Session, *, actor: Actor, has_mail: bool) -> tuple[StepView, ...]:
    """List the steps in their order; nothing once all are done, or for who may not take them."""
    workspace_id = actor.workspace_id or 0
    if access.scope(actor, Right.EDIT_WORKSPACE, workspace_id) is None:
        return ()
    offers = select(MeetingType.id).where(
        MeetingType.workspace_id == workspace_id, col(MeetingType.archived_at).is_(None)
    )
    bookings = select(Booking.id).where(Booking.workspace_id == workspace_id)
    done = {
        HOURS: _happened(session, workspace_id, "schedule_changed"),
        OFFER: session.exec(offers.limit(1)).first() is not None,
        LOOK: _happened(session, workspace_id, "workspace_changed", "site.changed"),
        MAIL: has_mail,
        TRY: session.exec(bookings.limit(1)).first() is not None,
    }
    paths = {
        HOURS: routes.AVAILABILITY,
        OFFER: routes.NEW_MEETING_TYPE,
        LOOK: routes.SETTINGS,
        MAIL: routes.SYSTEM,
        TRY: routes.HOME,
    }
    if all(done.values()):
        return ()
    return tuple(StepView(name, is_done, paths[name]) for name, is_done in done.items())


def _happened(session: Session, workspace_id: int, *what: str) -> bool:
    found = sa.exists().where(
        col(Event.workspace_id) == workspace_id, col(Event.what).in_(list(what))
    )
    return bool(session.connection().execute(sa.select(found)).scalar_one())
