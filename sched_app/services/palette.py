"""What the command palette finds: customers and bookings, as far as its reader may see them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from sched_app.services import access, booking_search, customer_views
from sched_app.services.access import Actor, Right
from sched_app.services.booking_views import BookingView
from sched_app.services.customer_views import CustomerRow

MOST = 5
SHORTEST = 2  # Of one letter too much is found to help.


@dataclass(frozen=True, slots=True)
class Found:
    """A few customers and bookings that fit what is typed."""

    customers: tuple[CustomerRow, ...] = ()
    bookings: tuple[BookingView, ...] = ()


def find(session: Session, words: str, *, actor: Actor, now: datetime) -> Found:
    """Find what fits the words, of each kind a few; nothing for less than two letters.

    Raise NotSignedIn for a visitor. What the actor may not read is left out.
    """
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.READ_BOOKINGS, workspace_id)
    words = words.strip()
    if len(words) < SHORTEST:
        return Found()
    customers: tuple[CustomerRow, ...] = ()
    if access.scope(actor, Right.READ_CUSTOMERS, workspace_id):
        page = customer_views.list_page(session, actor=actor, now=now, words=words, limit=MOST)
        customers = tuple(page.items)
    asked = booking_search.wanted({"words": words})
    bookings = booking_search.find(
        session, workspace_id, asked, which="all", actor=actor, now=now, limit=MOST
    )
    return Found(customers, bookings.items)
