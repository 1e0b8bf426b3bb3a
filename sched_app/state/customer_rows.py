"""How the dashboard shows customers: rows of the list, and the notes of one."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sched_app import routes, texts
from sched_app.services import dates
from sched_app.services.customer_views import CustomerRow, NoteView
from sched_app.state import booking_rows


@dataclass(frozen=True)
class Tag:
    """A tag, and the list of those who have it."""

    tag: str
    path: str


@dataclass(frozen=True)
class ClientRow:
    """A customer in the list."""

    id: str
    path: str
    name: str
    initials: str
    email: str
    phone: str
    tags: list[Tag]
    bookings: str
    last: str
    next: str


@dataclass(frozen=True)
class Note:
    """A note about a customer."""

    id: str
    text: str
    by: str
    may_change: bool


@dataclass(frozen=True)
class Tile:
    """A number with its word."""

    label: str
    value: str


def row(view: CustomerRow, *, zone: str, now: datetime, locale: str) -> ClientRow:
    """Show a customer in the list."""
    return ClientRow(
        id=view.id,
        path=routes.desk_customer(view.id),
        name=view.name,
        initials=booking_rows.initials(view.name),
        email=view.email,
        phone=view.phone,
        tags=tags(view.tags),
        bookings=texts.n("customers.bookings", view.bookings, locale),
        last=_day(view.last_at, zone, now, locale),
        next=_day(view.next_at, zone, now, locale),
    )


def tags(names: tuple[str, ...]) -> list[Tag]:
    """Show tags, each with the list of those who have it."""
    return [Tag(name, routes.customers_tagged(name)) for name in names]


def note(view: NoteView, *, zone: str, now: datetime, locale: str) -> Note:
    """Show a note with who wrote it, when."""
    today = now.astimezone(ZoneInfo(zone)).date()
    at = dates.moment(view.created_at, zone, locale=locale, today=today)
    key = "customers.note_by_changed" if view.changed_at else "customers.note_by"
    return Note(view.id, view.text, texts.t(key, locale, who=view.author, at=at), view.may_change)


def _day(at: datetime | None, zone: str, now: datetime, locale: str) -> str:
    if at is None:
        return ""
    today = now.astimezone(ZoneInfo(zone)).date()
    return dates.day_short(at.astimezone(ZoneInfo(zone)).date(), locale=locale, today=today)
