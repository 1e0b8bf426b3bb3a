"""The same act on several bookings: what will happen to each, then each by itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sched_app.errors import Invalid
from sched_app.models.bookings import Booking
from sched_app.services import access, attendance, booking_views, cancellations, requests
from sched_app.services.access import Actor, Right
from sched_app.services.booking_views import BookingView

MOST = 100


class Act(StrEnum):
    """What can be done with several bookings at once."""

    ACCEPT = "accept"
    DECLINE = "decline"
    COMPLETE = "complete"
    NO_SHOW = "no_show"
    CANCEL = "cancel"


WITH_REASON = frozenset({Act.DECLINE, Act.CANCEL})
_CAN: dict[Act, Callable[[BookingView], bool]] = {
    Act.ACCEPT: lambda view: view.may_answer,
    Act.DECLINE: lambda view: view.may_answer,
    Act.COMPLETE: lambda view: view.may_note and view.status != "completed",
    Act.NO_SHOW: lambda view: view.may_note and view.status != "no_show",
    # A request is declined, not cancelled: the client reads another mail.
    Act.CANCEL: lambda view: view.may_cancel and not view.may_answer,
}
_STEPS: dict[Act, Callable[..., Booking]] = {
    Act.ACCEPT: requests.accept,
    Act.DECLINE: requests.decline,
    Act.COMPLETE: attendance.complete,
    Act.NO_SHOW: attendance.no_show,
    Act.CANCEL: cancellations.cancel,
}


@dataclass(frozen=True, slots=True)
class PlannedView:
    """A booking, and whether the act will be done to it; if not, its status and time forbid it."""

    booking: BookingView
    will: bool


def act_of(name: str) -> Act:
    """Give the act of a name; raise Invalid for one that is none."""
    if name not in set(Act):
        raise Invalid({"act": "field.choice"})
    return Act(name)


def preview(
    session: Session, public_ids: Sequence[str], act: Act, *, actor: Actor, now: datetime
) -> list[PlannedView]:
    """Tell what an act would do to each of these bookings, by start; unknown ones are left out.

    Bookings that the actor may not read are unknown to them too. At most MOST are looked at.
    """
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.READ_BOOKINGS, workspace_id)
    wanted = list(dict.fromkeys(public_ids))[:MOST]
    if not wanted:
        return []
    ids: list[Any] = list(
        session.connection()
        .execute(sa.select(col(Booking.id)).where(col(Booking.public_id).in_(wanted)))
        .scalars()
    )
    given: dict[str, Any] = {"actor": actor, "now": now}
    rows = booking_views.rows(session, workspace_id, which="all", limit=MOST, among=ids, **given)
    page = booking_views.page_of(session, rows, MOST, **given)
    return [PlannedView(view, _CAN[act](view)) for view in reversed(page.items)]


def perform(
    session: Session, public_id: str, act: Act, *, reason: str, actor: Actor, now: datetime
) -> BookingView:
    """Do an act to one booking, in its own transaction; raise what the act raises."""
    step = _STEPS[act]
    given: dict[str, Any] = {"reason": reason} if act in WITH_REASON else {}
    changed = step(session, public_id, actor=actor, now=now, **given)
    return booking_views.view(session, changed, actor=actor, now=now)
