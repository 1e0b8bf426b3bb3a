"""How the portal shows bookings: a customer's list in their own zone, and one receipt."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sched_app import routes, texts, wiring
from sched_app.services import dates, links, money
from sched_app.services.booking_views import BookingView
from sched_app.services.links import Purpose
from sched_app.services.portals import ReceiptView
from sched_app.state import shown

GONE = ("cancelled", "declined", "expired")
REPEATED = (*GONE, "completed", "no_show")


@dataclass(frozen=True)
class PortalRow:
    """A booking of the customer, and where its buttons lead; an empty path has no button."""

    id: str
    weekday: str
    day: str
    month: str
    time: str
    day_words: str
    meeting: str
    with_words: str
    until: str
    status: str
    is_gone: bool
    path: str
    may_change: bool
    again: str
    receipt: str


@dataclass(frozen=True)
class Receipt:
    """What was booked and what it costs."""

    number: str
    meeting: str
    when: str
    with_words: str
    lasts: str
    price: str
    business: str
    name: str
    email: str
    status: str


def row(
    view: BookingView, *, zone: str, now: datetime, locale: str, has_receipt: bool
) -> PortalRow:
    """Show a booking in the customer's list."""
    on = view.starts_at.astimezone(ZoneInfo(zone)).date()
    today = now.astimezone(ZoneInfo(zone)).date()
    hour12 = dates.prefers_hour12(locale)
    link = links.derive(wiring.current().secrets, Purpose.MANAGE, view.id, view.link_version)
    until = dates.moment(view.change_until, zone, hour12=hour12, locale=locale, today=today)
    is_over = view.status in REPEATED or view.ends_at <= now
    again = routes.book_again(view.workspace_slug, view.meeting_type_slug, view.duration_minutes)
    return PortalRow(
        id=view.id,
        weekday=dates.weekday_short(on, locale=locale),
        day=str(on.day),
        month=dates.month_short(on, locale=locale),
        time=dates.time_range(view.starts_at, view.ends_at, zone, hour12=hour12, locale=locale),
        day_words=dates.day_heading(on, locale=locale, today=today),
        meeting=view.meeting_name,
        with_words=shown.names([host.name for host in view.hosts], locale),
        until=texts.t("portal.until", locale, until=until) if view.may_move else "",
        status=view.status,
        is_gone=view.status in GONE,
        path=routes.booking(link),
        may_change=view.may_move or view.may_cancel,
        again=again if is_over else "",
        receipt=routes.receipt(view.id) if has_receipt else "",
    )


def receipt(found: ReceiptView, *, zone: str, now: datetime, locale: str) -> Receipt:
    """Show what a booking costs."""
    view = found.booking
    today = now.astimezone(ZoneInfo(zone)).date()
    hour12 = dates.prefers_hour12(locale)
    return Receipt(
        number=view.id,
        meeting=view.meeting_name,
        when=dates.when(
            view.starts_at, view.ends_at, zone, hour12=hour12, locale=locale, today=today
        ),
        with_words=shown.names([host.name for host in view.hosts], locale),
        lasts=dates.duration_words(view.duration_minutes, locale=locale),
        price=money.words(found.price_minor, found.currency, locale=locale),
        business=view.workspace_name,
        name=view.attendee_name,
        email=view.attendee_email,
        status=view.status,
    )


NO_RECEIPT = Receipt(*("",) * 10)
